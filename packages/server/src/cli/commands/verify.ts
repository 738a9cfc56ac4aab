import { createVerifier, type Question, type Requirement, type Verifier } from '#engine';
import { ChaveiroError } from '../../domain/errors.ts';
import { withTokenKeys } from '../../domain/token-keys.ts';
import type { OperationContext } from '../../operations/context.ts';
import { describeAccess } from '../../operations/keys/describe-access.ts';
import { defineCommand } from '../command.ts';
import { explainDecision } from '../explain-decision.ts';
import { operator } from '../operator.ts';
import { type GivenCredential, readCredential } from '../read-credential.ts';
import { withInstallation } from '../with-installation.ts';
import { wrapText } from '../wrap-text.ts';

/** What is asked, apart from the credential. */
interface Asked {
  readonly question: Question;
  readonly route: { readonly method: string; readonly path: string } | undefined;
}

export const verify = defineCommand({
  name: 'verify',
  summary: 'Decides about one credential, as a server would, and explains the decision',
  options: {
    account: { takes: 'NAME', description: "the account that is called; the key's own unless given" },
    resource: {
      takes: 'KEY',
      isRepeatable: true,
      description: 'a resource that is accepted; without any, any role will do',
    },
    api: { takes: 'NAME', description: 'instead of resources: the API by whose route policies to decide' },
    method: { takes: 'METHOD', description: 'with --api: the method of the request' },
    path: { takes: 'PATH', description: 'with --api: the path of the request' },
  },
  settings: 'installation',
  notes: [
    'The credential is never an argument. It is read from standard input, as two lines or as JSON {"appKey", ' +
      '"appToken"}; or from CHAVEIRO_APP_KEY and CHAVEIRO_APP_TOKEN; or, at a terminal, asked for.',
    'Exit status 0 means allowed, 1 denied. With --json: the decision as POST /api/v1/verify answers it, its ' +
      'explanation, and role by role what it holds of what is needed.',
  ],
  examples: [
    'chaveiro verify --account lojaverde --resource OMSViewer --resource ListOrders',
    'printf \'%s\\n\' "$APP_KEY" "$APP_TOKEN" | chaveiro verify --account lojaverde --api orders --method GET --path /api/orders',
  ],
  run: async (call) => {
    const asked = questionOf(call.options);
    const given = await readCredential(call.terminal);
    const { decision, access } = await withInstallation(call, (operations) =>
      decideAndDescribe(operations, asked, given),
    );
    const explanation = explainDecision(decision, given, access, asked.route?.path);
    const verdict = call.terminal.style(
      decision.allowed ? 'green' : 'red',
      decision.allowed ? 'ALLOWED' : `DENIED: ${decision.code}`,
    );
    const who =
      decision.key === null ? given.appKey : `${decision.key.appKey} ("${access.key?.label}") of ${decision.key.owner}`;
    return {
      json: { ...decision, explanation, roles: decision.key === null ? [] : access.roles },
      text: `${verdict}  ${who}\n${wrapText(explanation)}`,
      isNegative: !decision.allowed,
    };
  },
});

async function decideAndDescribe(operations: OperationContext, { question, route }: Asked, given: GivenCredential) {
  const verifier = createVerifier({
    feed: withTokenKeys(operations.storage.feed, operations.peppers),
    maxStalenessMs: Number.POSITIVE_INFINITY,
    whenStale: 'deny',
  });
  try {
    await verifier.start();
    checkNames(verifier, question);
    const decision = verifier.decide({ ...given, ...route, target: verifier.resolve(question) });
    const access = await describeAccess(operations, operator, {
      ...given,
      account: question.account,
      resources: decision.requiredResources,
    });
    return { decision, access };
  } finally {
    verifier.stop();
  }
}

/** A resource or API that does not exist is a mistake in the question, not a denial. */
function checkNames(verifier: Verifier, question: Question): void {
  const { unknownResources, unknownApi } = verifier.resolve(question);
  const [resource] = unknownResources;
  if (resource !== undefined) {
    throw new ChaveiroError('invalid_request', `There is no resource "${resource}". Its key is exact to the letter.`, {
      field: 'resource',
    });
  }
  if (unknownApi !== null) {
    throw new ChaveiroError('invalid_request', `There is no API "${unknownApi}": import its route policies first.`, {
      field: 'api',
    });
  }
}

function questionOf(options: {
  account: string | undefined;
  resource: readonly string[];
  api: string | undefined;
  method: string | undefined;
  path: string | undefined;
}): Asked {
  const { account, resource: resources, api, method, path } = options;
  const bad = (detail: string) => new ChaveiroError('invalid_request', detail);
  let requirement: Requirement = resources.length === 0 ? { kind: 'any-role' } : { kind: 'any-of', resources };
  let route: Asked['route'];
  if (api !== undefined) {
    if (resources.length > 0) throw bad('Give either --resource or --api, not both.');
    if (method === undefined || path === undefined) throw bad('--api needs --method and --path beside it.');
    requirement = { kind: 'route', api };
    route = { method: method.toUpperCase(), path };
  } else if (method !== undefined || path !== undefined) {
    throw bad('--method and --path go with --api.');
  }
  return { question: account === undefined ? { requirement } : { account, requirement }, route };
}
