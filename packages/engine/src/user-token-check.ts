import type { KeyIndex } from './key-index.ts';
import { isSignedBy, isSigningKeyAlive } from './signing-key-entries.ts';
import { signatureCost } from './slow-checks.ts';
import { tokenDigest } from './token-format.ts';
import type { UserEntry } from './user-entries.ts';
import { readClaims, splitUserToken, type UserTokenClaims, type UserTokenParts } from './user-token.ts';
import type { FoundApiToken, SignedUserToken } from './user-token-memory.ts';

/** A user token of a person who is still there. */
export interface UserTokenOfPerson {
  readonly kind: 'person';
  readonly user: UserEntry;
  readonly sessionId: string;
  /** Name of the account for which the token was made. */
  readonly madeFor: string;
}

/** How far the clocks of two processes may be apart. */
const clockSkewMs = 60_000;

/**
 * Whom a user token stands for, or the code that says why nobody can be asked.
 *
 * The signature of a token is verified once and then remembered; whether the key that signed it is still
 * good, whether it has expired, and whether the API token or the session that it was made from is still
 * there, is asked each time.
 *
 * That is asked before the signature, too, which costs some fifty times as much: who does not know a session or an
 * API token of ours by its id, which no stranger does, cannot keep anybody busy.
 *
 * @param now milliseconds since 1970
 */
export function checkUserToken(
  index: KeyIndex,
  token: string,
  now: number,
): UserTokenOfPerson | FoundApiToken | 'invalid_credentials' | 'overloaded' {
  const digest = tokenDigest(token);
  const known = index.userTokens.find(digest);
  if (known !== undefined) {
    if (isCurrent(known, now)) return findHolder(index, known, now) ?? 'invalid_credentials';
    index.userTokens.forget(digest);
    return 'invalid_credentials';
  }
  const parts = splitUserToken(token);
  const claimed = parts === undefined ? undefined : readClaimed(index, parts);
  if (parts === undefined || claimed === undefined || !isCurrent(claimed, now)) return 'invalid_credentials';
  const holder = findHolder(index, claimed, now);
  if (holder === undefined) return 'invalid_credentials';
  if (!index.slowChecks.take(claimed.claims.sub, signatureCost)) return 'overloaded';
  if (!isSignedBy(claimed.signedBy, `${parts.header}.${parts.payload}`, parts.signature)) return 'invalid_credentials';
  index.userTokens.remember(digest, claimed);
  return holder;
}

/** What a token says of itself and of the key that has signed it, which nobody has looked at yet. */
function readClaimed(index: KeyIndex, { header, payload }: UserTokenParts): SignedUserToken | undefined {
  const signedBy = index.signingKeys.find(header);
  const claims = signedBy === undefined ? undefined : readClaims(payload);
  return signedBy === undefined || claims === undefined ? undefined : { claims, signedBy };
}

/** Of the time of its expiry a token is not accepted any more (RFC 7519, section 4.1.4). */
function isCurrent({ claims, signedBy }: SignedUserToken, now: number): boolean {
  return isSigningKeyAlive(signedBy, now) && now < claims.exp * 1000 && claims.iat * 1000 <= now + clockSkewMs;
}

function findHolder(index: KeyIndex, signed: SignedUserToken, now: number) {
  const { claims } = signed;
  if (claims.sess !== undefined) return findPerson(index, claims, claims.sess, now);
  const { found } = signed;
  if (found !== undefined && index.keys.revision(found.keyRow) === found.revision) return found;
  const again = findKey(index, claims);
  if (again !== undefined) signed.found = again;
  return again;
}

function findPerson(
  index: KeyIndex,
  { jti, userId, account }: UserTokenClaims,
  sess: string,
  now: number,
): UserTokenOfPerson | undefined {
  if (sess !== jti) return undefined;
  const session = index.users.findBySession(jti.replaceAll('-', ''));
  if (session === undefined || now >= session.expiresAt) return undefined;
  if (session.user.identity.id !== userId.replaceAll('-', '')) return undefined;
  return { kind: 'person', user: session.user, sessionId: session.id, madeFor: account };
}

/** By the key string, and then by the ids: the API token has to be one that the key has still. */
function findKey(index: KeyIndex, { sub, jti, userId }: UserTokenClaims): FoundApiToken | undefined {
  const keyRow = index.find(sub);
  for (let row = index.tokens.first(keyRow); row !== 0; row = index.tokens.next(row)) {
    if (index.tokens.id(row) !== jti || index.keys.id(keyRow) !== userId) continue;
    return { kind: 'key', keyRow, tokenRow: row, revision: index.keys.revision(keyRow) };
  }
  return undefined;
}
