import type { IncomingMessage } from 'node:http';
import type { Decision, Target, Verifier } from '@chaveiro/sdk';
import type { FailedAttempt } from '../domain/failure-counts.ts';
import { clientAddress } from './client-address.ts';
import { type Credential, claimedBy } from './credentials.ts';
import { type FailureLimit, failureSource } from './failure-limit.ts';
import type { PeerList } from './peers.ts';

export interface JudgeOptions {
  readonly verifier: Verifier;
  readonly failures: FailureLimit;
  /** Tells the audit log of a wrong credential. */
  readonly countFailure: (attempt: FailedAttempt) => void;
  readonly trustedProxies: PeerList;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** What is asked about a credential. */
interface Asked {
  readonly target: Target;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
}

/** Decides about a credential that somebody has sent. */
export type Judge = (req: IncomingMessage, credential: Credential, asked: Asked) => Decision;

/**
 * Decides, under the limit of failures of where the request came from, and counts a wrong credential
 * against it and for the audit log; wherever credentials are looked at, guesses count together. Whether
 * it is use of the key is for the caller to say.
 */
export function createJudge({ verifier, failures, countFailure, trustedProxies, clock }: JudgeOptions): Judge {
  return (req, credential, { target, method, path }) => {
    const now = clock();
    const { address, isNamedByProxy } = clientAddress(trustedProxies, req.socket.remoteAddress, req.rawHeaders);
    const tried = claimedBy(credential);
    const source = failureSource({ address, isNamedByProxy }, tried);
    const question = { ...credential, target, knownOnly: failures.isLimited(source, now) };
    const decision = verifier.decide(
      method === undefined || path === undefined ? question : { ...question, method, path },
    );
    if (decision.code === 'invalid_credentials') {
      failures.countFailure(source, now);
      countFailure({ action: 'credential.failed', tried, address });
    }
    return decision;
  };
}
