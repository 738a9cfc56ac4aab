/** What the guards of all frameworks do, between reading a request and answering it. */
import {
  type Decision,
  problemHeaders,
  problemMediaType,
  type Question,
  type RefusalCode,
  type ResolvedQuestion,
  readCredentials,
  refusalProblem,
  refusalReason,
} from '#engine';
import type { Chaveiro } from './chaveiro.ts';
import { type Decider, deciderOf } from './decide-over.ts';

/** What a guard asks for resources. */
export interface AnyOfOptions<Request> {
  /** The account that is called, or how to find it in a request; without it that of `createChaveiro`. */
  readonly account?: string | ((request: Request) => string);
  /** Any one of these resources suffices. */
  readonly anyOf: readonly string[];
}

/** What a guard asks by the route policies of an API. */
export interface RouteOptions<Request> {
  /** The account that is called, or how to find it in a request; without it that of `createChaveiro`. */
  readonly account?: string | ((request: Request) => string);
  /** The API, as `chaveiro routes import` knows it. */
  readonly api: string;
}

/** What a guard has to know of a request. */
interface Incoming {
  readonly method: string;
  /** With the query, as the client sent it. */
  readonly path: string;
  /** Names and values in turn, as they were received. */
  readonly rawHeaders: readonly string[];
}

/** The answer to a request that is denied. */
interface Denial {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers the decision, or, when it is no, what to answer the client. */
export type Guard<Request> = (request: Request, incoming: Incoming) => { decision: Decision; denial: Denial | null };

const maxTargets = 1_000;

/** A guard for one requirement; the account may differ from request to request. Throws for an empty list of resources. */
export function createGuard<Request>(
  chaveiro: Chaveiro,
  options: AnyOfOptions<Request> | RouteOptions<Request>,
): Guard<Request> {
  const decider = deciderOf(chaveiro);
  const requirement = requirementOf(options);
  const { account = decider.account } = options;
  const targetOf = createTargets(decider, requirement);
  const isByRoute = requirement.kind === 'route';

  return (request, { method, path, rawHeaders }) => {
    const target = targetOf(typeof account === 'function' ? account(request) : account);
    if (target.unknownApi !== null || target.unknownResources.length > 0) {
      warnOnce(target);
      // As at a gateway: until the mistake is mended nobody passes, and nobody learns whether a credential is right.
      const decision = decider.decide('missing_credentials', { target });
      return deny(
        decision.code === 'missing_credentials' ? { ...decision, code: 'misconfigured' } : decision,
        path,
        rawHeaders,
      );
    }
    const credentials = readCredentials(rawHeaders);
    const decision = decider.decide(credentials, isByRoute ? { target, method, path } : { target });
    return decision.allowed ? { decision, denial: null } : deny(decision, path, rawHeaders);
  };
}

function requirementOf(options: AnyOfOptions<never> | RouteOptions<never>): Question['requirement'] {
  if ('api' in options) return { kind: 'route', api: options.api };
  if (options.anyOf.length === 0) throw new TypeError('"anyOf" names no resource, so nobody could ever pass.');
  return { kind: 'any-of', resources: [...options.anyOf] };
}

/** Looks each account up once, and again only when what is known has changed. */
function createTargets(decider: Decider, requirement: Question['requirement']) {
  const known = new Map<string | undefined, ResolvedQuestion>();
  return (account: string | undefined): ResolvedQuestion => {
    const kept = known.get(account);
    if (kept?.isCurrent()) return kept;
    const target = decider.resolve(account === undefined ? { requirement } : { account, requirement });
    if (known.size >= maxTargets) known.clear();
    known.set(account, target);
    return target;
  };
}

function deny(decision: Decision, path: string, rawHeaders: readonly string[]) {
  const code = decision.code as RefusalCode;
  const problem = refusalProblem(code, refusalReason(decision, path, rawHeaders));
  const headers = {
    'Content-Type': problemMediaType,
    'Cache-Control': 'no-store',
    'X-Chaveiro-Code': code,
    ...problemHeaders(problem.status),
  };
  return { decision, denial: { status: problem.status, headers, body: JSON.stringify(problem) } };
}

const warned = new Set<string>();

function warnOnce({ unknownApi, unknownResources }: ResolvedQuestion): void {
  const what =
    unknownApi === null ? `resource ${JSON.stringify(unknownResources[0])}` : `API ${JSON.stringify(unknownApi)}`;
  if (warned.has(what)) return;
  warned.add(what);
  const text = `A guard of @chaveiro/sdk asks for the ${what}, which the server does not know: everybody is denied.`;
  globalThis.process?.emitWarning(text, { code: 'CHAVEIRO_MISCONFIGURED' });
}
