/**
 * The one way from a credential to an answer. Every door asks through a gate, and here stand the stages of each: those
 * that decide, in the order in which they are asked, and those that hear of what was decided.
 */
import type { IncomingMessage } from 'node:http';
import {
  type Credential,
  type Credentials,
  createTrace,
  type Decision,
  type DecisionTrace,
  type ResolvedQuestion,
  type UsageCounter,
  type Verifier,
} from '#engine';
import type { FailedAttempt } from '../domain/failure-counts.ts';
import { createCountUse } from './count-use.ts';
import type { PeerList } from './peers.ts';
import type { Readiness } from './readiness.ts';
import { createReportFailure } from './report-failure.ts';

export interface GateOptions {
  readonly verifier: Verifier;
  readonly readiness: Readiness;
  readonly usage: UsageCounter;
  /** Tells the audit log of a wrong credential. */
  readonly countFailure: (attempt: FailedAttempt) => void;
  readonly trustedProxies: PeerList;
}

/** What is asked about a credential. */
interface Asked {
  readonly target: ResolvedQuestion;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
}

/**
 * Answers one question, and lets everybody know who has to. Never throws. Nobody is refused for what others have sent
 * before (0027): a client's failures are counted, and not held against it.
 *
 * @param trace is filled in, if given; it means something until the next change is applied
 */
export type Gate = (req: IncomingMessage, credentials: Credentials, asked: Asked, trace?: DecisionTrace) => Decision;

/** Answers, or leaves the question to the next stage. */
type DecidingStage = (credentials: Credentials, asked: Asked, trace: DecisionTrace) => Decision | null;

/** Hears of every answer. */
export type HearingStage = (
  req: IncomingMessage,
  credentials: Credentials,
  decision: Decision,
  trace: DecisionTrace,
) => void;

export interface Gates {
  /** For what a client asks of the platform: gateways and services. */
  readonly requests: Gate;
  /** For calls of Chaveiro itself, which say who calls: what they may do is asked later, by the operation. */
  readonly calls: Gate;
  /** For pairs that somebody wants to know about: no use of the key, and no failure of somebody unknown. */
  readonly trials: Gate;
}

export function createGates(options: GateOptions): Gates {
  const credential = credentialStage(options);
  const decision = decisionStage(options);
  const failure = createReportFailure(options);
  const { countUse, countCall } = createCountUse(options);
  return {
    requests: createGate([credential, decision], [failure, countUse]),
    calls: createGate([credential, decision], [failure, countCall]),
    trials: createGate([credential, decision], []),
  };
}

function createGate(deciding: readonly DecidingStage[], hearing: readonly HearingStage[]): Gate {
  const unread = createTrace();
  return (req, credentials, asked, trace = unread) => {
    for (const decide of deciding) {
      const decision = decide(credentials, asked, trace);
      if (decision === null) continue;
      for (const hear of hearing) hear(req, credentials, decision, trace);
      return decision;
    }
    throw new Error('No stage has answered.');
  };
}

/** Whether there is a credential at all. A process that may not decide says nothing about one, not even that it is missing. */
function credentialStage({ verifier, readiness }: GateOptions): DecidingStage {
  return (credentials, { target }, trace) =>
    typeof credentials === 'string' ? verifier.deny(target, readiness.refusal() ?? credentials, trace) : null;
}

/** Everything that is known by heart: key, account, expiry, path, roles. */
function decisionStage({ verifier }: GateOptions): DecidingStage {
  return (credentials, asked, trace) => verifier.decide(requestOf(credentials as Credential, asked), trace);
}

function requestOf(credential: Credential, { target, method, path }: Asked) {
  const isByPath = method !== undefined && path !== undefined && path !== '';
  if ('userToken' in credential) {
    const { userToken } = credential;
    return isByPath ? { userToken, target, method, path } : { userToken, target };
  }
  const { appKey, appToken } = credential;
  return isByPath ? { appKey, appToken, target, method, path } : { appKey, appToken, target };
}
