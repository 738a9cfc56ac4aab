import { type UserTokenClaims, userTokenAudience, userTokenIssuer } from '#engine';

/** How long a user token lasts; that of a person never longer than the session that it was made from. */
export const userTokenLifeMs = { person: 24 * 3_600_000, key: 6 * 3_600_000 } as const;

/** Whom a user token is to stand for, and with what it ends. */
export type UserTokenHolder =
  | { readonly type: 'key'; readonly keyId: string; readonly appKey: string; readonly tokenId: string }
  | {
      readonly type: 'person';
      readonly userId: string;
      readonly email: string;
      readonly sessionId: string;
      /** Milliseconds since 1970. */
      readonly sessionExpiresAt: number;
    };

/** The claims of a new token, in the order in which VTEX ID has them. `now` in milliseconds since 1970. */
export function newClaims(holder: UserTokenHolder, account: string, now: number): UserTokenClaims {
  const iat = Math.floor(now / 1000);
  const fixed = { audience: userTokenAudience, iat, iss: userTokenIssuer } as const;
  if (holder.type === 'key') {
    const { appKey, keyId, tokenId } = holder;
    const exp = iat + userTokenLifeMs.key / 1000;
    return inOrder({ ...fixed, sub: appKey, account, exp, userId: keyId, jti: tokenId });
  }
  const { email, userId, sessionId, sessionExpiresAt } = holder;
  const sess = uuidOf(sessionId);
  // Rounded up: with the session itself the token ends in any case.
  const exp = Math.min(iat + userTokenLifeMs.person / 1000, Math.ceil(sessionExpiresAt / 1000));
  return inOrder({ ...fixed, sub: email, account, sess, exp, userId: uuidOf(userId), jti: sess });
}

function inOrder({ sub, account, audience, sess, exp, userId, iat, iss, jti }: UserTokenClaims): UserTokenClaims {
  return { sub, account, audience, ...(sess !== undefined && { sess }), exp, userId, iat, iss, jti };
}

/** 32 hexadecimal digits as a UUID. */
function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
