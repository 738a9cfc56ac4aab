import type { IncomingMessage } from 'node:http';
import { credentialDetail, isCredentialCode, readCredentials } from '#engine';
import type { Actor, CallSource, UserActor } from '../domain/actor.ts';
import { ChaveiroError } from '../domain/errors.ts';
import { maskTokens } from '../domain/mask-tokens.ts';
import { clientAddress } from '../gate/client-address.ts';
import { type Holder, type IdentifyHolder, refusal } from '../gate/identify-holder.ts';
import type { PeerList } from '../gate/peers.ts';
import type { Readiness } from '../gate/readiness.ts';

export interface AuthenticatorOptions {
  readonly readiness: Readiness;
  readonly identifyHolder: IdentifyHolder;
  readonly trustedProxies: PeerList;
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
  const { readiness, identifyHolder, trustedProxies, sessions } = options;

  return async (req) => {
    const credentials = readCredentials(req.rawHeaders);
    const session = sessions.secretOf(req.rawHeaders);
    if (session === 'ambiguous' || (session !== undefined && credentials !== 'missing_credentials')) {
      throw refusal('ambiguous_credentials');
    }
    const isChange = req.method !== 'GET' && req.method !== 'HEAD';
    if (session !== undefined) {
      if (isChange) sessions.checkSameOrigin(req.rawHeaders);
      return await sessions.findCaller(session, sourceOf(trustedProxies, req));
    }
    try {
      if (typeof credentials === 'string') throw refusal(readiness.refusal() ?? credentials);
      if (isChange && 'userToken' in credentials && credentials.isFromCookie) sessions.checkSameOrigin(req.rawHeaders);
      return actorOf(identifyHolder(req, credentials, null), sourceOf(trustedProxies, req));
    } catch (error) {
      throw explained(error, req.rawHeaders);
    }
  };
}

/** The same refusal, with the mistake in how the credential was sent when one can be seen. */
function explained(error: unknown, rawHeaders: readonly string[]): unknown {
  if (!(error instanceof ChaveiroError) || !isCredentialCode(error.code)) return error;
  return new ChaveiroError(error.code, credentialDetail(error.code, rawHeaders), error.fields);
}

function actorOf({ identity, origin, account }: Holder, source: CallSource): Actor {
  const { id } = identity;
  if ('appKey' in identity) return { type: 'key', keyId: id, appKey: identity.appKey, tokenId: origin.id, source };
  return { type: 'user', userId: id, email: identity.email, sessionId: origin.id, tokenMadeFor: account, source };
}

/** Where a call came from, for the audit log. */
export function sourceOf(trustedProxies: PeerList, req: IncomingMessage): CallSource {
  const { address } = clientAddress(trustedProxies, req.socket.remoteAddress, req.rawHeaders);
  const userAgent = req.headers['user-agent'];
  const source = { channel: 'http', address } as const;
  return userAgent === undefined ? source : { ...source, userAgent: maskTokens(userAgent.slice(0, maxUserAgent)) };
}
