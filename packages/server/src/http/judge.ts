import type { IncomingMessage } from 'node:http';
import type { Decision, Target, Verifier } from '@chaveiro/sdk';
import type { FailedAttempt } from '../domain/failure-counts.ts';
import { clientAddress } from './client-address.ts';
import { type Credential, claimedBy } from './credentials.ts';
import type { PeerList } from './peers.ts';

export interface JudgeOptions {
  readonly verifier: Verifier;
  /** Tells the audit log of a wrong credential. */
  readonly countFailure: (attempt: FailedAttempt) => void;
  readonly trustedProxies: PeerList;
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
 * Decides, and tells the audit log of a wrong credential. Whether it is use of the key is for the caller to say.
 *
 * Nobody is refused for what others have sent before (0027): a client's failures are counted, and not held against it.
 */
export function createJudge({ verifier, countFailure, trustedProxies }: JudgeOptions): Judge {
  return (req, credential, { target, method, path }) => {
    const question = { ...credential, target };
    const decision = verifier.decide(
      method === undefined || path === undefined ? question : { ...question, method, path },
    );
    if (decision.code === 'invalid_credentials') {
      const { address } = clientAddress(trustedProxies, req.socket.remoteAddress, req.rawHeaders);
      countFailure({ action: 'credential.failed', tried: claimedBy(credential), address });
    }
    return decision;
  };
}
