import type { IncomingMessage } from 'node:http';
import type { DecisionCode, Target, Verifier } from '@chaveiro/sdk';
import type { Actor, CallSource, UserActor } from '../domain/actor.ts';
import { ChaveiroError, type ErrorCode, errorCodes } from '../domain/errors.ts';
import type { FailedAttempt } from '../domain/failure-counts.ts';
import { clientAddress } from './client-address.ts';
import type { CountUse } from './count-use.ts';
import { type Credential, claimedBy, readCredentials } from './credentials.ts';
import { type FailureLimit, failureSource } from './failure-limit.ts';
import type { PeerList } from './peers.ts';
import type { Readiness } from './readiness.ts';

export interface AuthenticatorOptions {
  readonly verifier: Verifier;
  readonly readiness: Readiness;
  readonly failures: FailureLimit;
  /** Tells the audit log of a wrong credential. */
  readonly countFailure: (attempt: FailedAttempt) => void;
  readonly countUse: CountUse;
  readonly trustedProxies: PeerList;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly sessions: SessionCredentials;
}

/** Sessions, as far as they are a credential. */
export interface SessionCredentials {
  /** The secret in the session's cookie, or that there are several. */
  readonly secretOf: (rawHeaders: readonly string[]) => string | 'ambiguous' | undefined;
  /** Throws `cross_site_request`. */
  readonly checkSameOrigin: (rawHeaders: readonly string[]) => void;
  /** Throws `invalid_credentials`. */
  readonly findCaller: (secret: string, source: CallSource) => Promise<UserActor>;
}

const maxUserAgent = 256;

/**
 * Who calls the management API: the key whose pair the headers carry, whoever a user token stands for, or the
 * user whose session a cookie carries. What they may do is asked later, by the operation, inside its
 * transaction; here they need no role at all.
 *
 * Throws the code that says why nobody is known to call, and `cross_site_request` for a change that a
 * cookie does not vouch for.
 */
export function createAuthenticator(options: AuthenticatorOptions): (req: IncomingMessage) => Promise<Actor> {
  const { verifier, readiness, failures, countFailure, countUse, trustedProxies, clock } = options;
  let ownAccount: Target | undefined;

  return async (req) => {
    const credentials = readCredentials(req.rawHeaders);
    const session = options.sessions.secretOf(req.rawHeaders);
    if (session === 'ambiguous' || (session !== undefined && credentials !== 'missing_credentials')) {
      throw failure('ambiguous_credentials');
    }
    const isChange = req.method !== 'GET' && req.method !== 'HEAD';
    if (session !== undefined) {
      if (isChange) options.sessions.checkSameOrigin(req.rawHeaders);
      return await options.sessions.findCaller(session, sourceOf(trustedProxies, req));
    }
    if (typeof credentials === 'string') throw failure(readiness.refusal() ?? credentials);
    if (isChange && 'userToken' in credentials && credentials.isFromCookie) {
      options.sessions.checkSameOrigin(req.rawHeaders);
    }
    return recognise(req, credentials);
  };

  function recognise(req: IncomingMessage, credential: Credential): Actor {
    const now = clock();
    const client = clientAddress(trustedProxies, req.socket.remoteAddress, req.rawHeaders);
    const tried = claimedBy(credential);
    const place = failureSource(client, tried);
    if (!ownAccount?.isCurrent()) ownAccount = verifier.resolve({ requirement: { kind: 'any-role' } });
    const knownOnly = failures.isLimited(place, now);
    const decision = verifier.decide({ ...credential, target: ownAccount, knownOnly });
    const { code, key, user } = decision;
    // Whoever is known has used the key, with or without a role at home; what the operation then says is not asked here.
    countUse(req, decision, code === 'no_grant' ? 'allowed' : code);
    if (code === 'invalid_credentials') {
      failures.countFailure(place, now);
      countFailure({ action: 'credential.failed', tried, address: client.address });
    }
    const source = describeSource(client.address, req);
    if (user !== null) {
      const sessionId = verifier.originOf(decision)?.id ?? null;
      return { type: 'user', userId: user.id, email: user.email, sessionId, isByUserToken: true, source };
    }
    if (key === null || (code !== 'allowed' && code !== 'no_grant')) throw failure(code);
    return { type: 'key', keyId: key.id, appKey: key.appKey, source };
  }
}

/** Where a call came from, for the audit log. */
export function sourceOf(trustedProxies: PeerList, req: IncomingMessage): CallSource {
  const { address } = clientAddress(trustedProxies, req.socket.remoteAddress, req.rawHeaders);
  return describeSource(address, req);
}

function describeSource(address: string, req: IncomingMessage): CallSource {
  const userAgent = req.headers['user-agent'];
  const source = { channel: 'http', address } as const;
  return userAgent === undefined ? source : { ...source, userAgent: userAgent.slice(0, maxUserAgent) };
}

function failure(code: DecisionCode): Error {
  if (isErrorCode(code)) return new ChaveiroError(code, errorCodes[code]);
  return new Error(`A question without account and path was answered ${code}.`);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
