/** `POST /api/v1/verify`: one decision about a credential in the body, with its reasons. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Type } from 'typebox';
import { type Credential, type Decision, parseRevision, type Question, type Revision, refusalProblem } from '#engine';
import { ChaveiroError } from '../../domain/errors.ts';
import { checkNamesExist } from '../../gate/check-names-exist.ts';
import { staleHeader } from '../../gate/readiness.ts';
import { problemOf } from '../errors.ts';
import { createBodyCheck } from '../input.ts';
import { isJsonMediaType, parseJsonBody } from '../json-body.ts';
import { readBody } from '../read-body.ts';
import { requirementFields, requirementOf } from '../requirement.ts';
import type { DecisionEndpointOptions } from './endpoint-options.ts';
import { sendJson, sendProblem } from './send.ts';

export const verifyAddress = '/api/v1/verify';
const verifyBodyLimitBytes = 16 * 1024;

/** How long an answer waits for the change that the caller wants to see in it. */
const minRevisionTimeoutMs = 100;

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }));

export const verifyBody = Type.Object(
  {
    appKey: text('The public half of a pair; with `appToken`.'),
    appToken: text('The secret half of a pair.'),
    userToken: text('A user token, instead of a pair.'),
    account: text(
      "The account that is called; without it, the key's own, or the one for which a person's user token was made.",
    ),
    ...requirementFields,
    minRevision: text('A value of `X-Chaveiro-Revision`: the answer takes this change into account, or is 503.'),
  },
  { additionalProperties: false },
);

const checkBody = createBodyCheck(verifyBody);
type VerifyBody = ReturnType<typeof checkBody>;

export function createVerify(options: DecisionEndpointOptions) {
  const { verifier, readiness, gate, logger } = options;
  const counts = options.metrics.decisionCounts('verify');

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.method !== 'POST') throw new ChaveiroError('method_not_allowed', 'This address takes POST.');
    if (req.url?.includes('?')) throw new ChaveiroError('invalid_request', 'This address takes no query.');
    const bytes = await readBody(req, { limitBytes: verifyBodyLimitBytes, takes: isJsonMediaType });
    const body = checkBody(parseJsonBody(bytes));
    const question = questionOf(body);
    const minRevision = revisionOf(body);
    const unable = readiness.refusal();
    if (unable !== null) {
      refuse(res, unable);
      return;
    }
    if (minRevision !== undefined && !(await verifier.waitFor(minRevision, minRevisionTimeoutMs))) {
      refuse(res, 'too_stale');
      return;
    }
    const decision = decide(req, body, question);
    const { code } = decision;
    if (code === 'not_ready' || code === 'too_stale' || code === 'overloaded') {
      refuse(res, code);
      return;
    }
    counts[code]++;
    const staleSeconds = readiness.staleSeconds();
    sendJson(res, 200, decision, staleSeconds === null ? [] : [staleHeader, staleSeconds]);
  }

  function refuse(res: ServerResponse, code: 'not_ready' | 'too_stale' | 'overloaded'): void {
    counts[code]++;
    sendProblem(res, refusalProblem(code));
  }

  function decide(req: IncomingMessage, body: VerifyBody, question: Question): Decision {
    const target = verifier.resolve(question);
    const decision = gate(req, credentialOf(body), { target, method: body.method, path: body.path });
    if (decision.code === 'misconfigured') checkNamesExist(target);
    return decision;
  }

  return function verify(req: IncomingMessage, res: ServerResponse): void {
    answer(req, res).catch((error: unknown) => {
      // The client went away in the middle of its body: there is nobody to answer.
      if (req.destroyed && !req.complete) return;
      const problem = problemOf(error);
      if (problem.status === 500) logger.error({ err: error }, 'verify failed');
      // What was not read of the body must not be taken for the next request.
      if (!req.complete) res.shouldKeepAlive = false;
      sendProblem(res, problem, problem.code === 'method_not_allowed' ? ['Allow', 'POST'] : []);
    });
  };
}

function invalid(detail: string, field: string): ChaveiroError {
  return new ChaveiroError('invalid_request', detail, { field });
}

/** What only several fields together can get wrong, and what is asked when they do not. */
function questionOf(body: VerifyBody): Question {
  const { appKey, appToken, userToken, account } = body;
  if (userToken === undefined) {
    if (appKey === undefined) throw invalid('Send "appKey" and "appToken", or "userToken".', 'appKey');
    if (appToken === undefined) throw invalid('"appKey" needs "appToken" beside it.', 'appToken');
  } else if (appKey !== undefined || appToken !== undefined) {
    throw invalid('Send either "appKey" and "appToken", or "userToken".', 'userToken');
  }
  const requirement = requirementOf(body);
  return account === undefined ? { requirement } : { account, requirement };
}

/** One of the two: `questionOf` refuses everything else. */
function credentialOf({ appKey = '', appToken = '', userToken }: VerifyBody): Credential {
  return userToken === undefined ? { appKey, appToken } : { userToken, isFromCookie: false };
}

function revisionOf({ minRevision }: VerifyBody): Revision | undefined {
  if (minRevision === undefined) return undefined;
  if (parseRevision(minRevision) === undefined) {
    throw invalid('"minRevision" has to be a value of the header X-Chaveiro-Revision.', 'minRevision');
  }
  return minRevision as Revision;
}
