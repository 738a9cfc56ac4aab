/**
 * User tokens: JSON Web Tokens (RFC 7519) in the one form that we sign, with the claims that clients of
 * VTEX ID know. Pure: who signs, and whether its holder is still there, is not asked here.
 */

/** What a user token says of itself. Nothing of it is a right: rights are the holder's roles at the time of the question. */
export interface UserTokenClaims {
  /** The e-mail of a person, the key string of a key. */
  readonly sub: string;
  /** Name of the account for which it was made. */
  readonly account: string;
  readonly audience: typeof userTokenAudience;
  /** The session that it was made from, a UUID; only in tokens of people. */
  readonly sess?: string;
  /** Seconds since 1970. */
  readonly exp: number;
  /** Id of the person or the key, a UUID. */
  readonly userId: string;
  /** Seconds since 1970. */
  readonly iat: number;
  readonly iss: typeof userTokenIssuer;
  /** The API token or the session that it was made from, with which it ends: a UUID. */
  readonly jti: string;
}

export const userTokenAudience = 'admin';
export const userTokenIssuer = 'token-emitter';

/** Longer than any that we sign: an e-mail has at most 254 characters, a key string 128. */
const longestUserToken = 2_048;
const signatureLength = 86;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The header of every user token, with its fields in this order. */
export function userTokenHeader(kid: string) {
  return { alg: 'ES256', kid, typ: 'jwt' } as const;
}

/** The parts of a text that could be a user token. */
export interface UserTokenParts {
  readonly header: string;
  readonly payload: string;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

/** `undefined` for what cannot be one: too long, not three parts, or a signature in another form than the one that base64url has for it. */
export function splitUserToken(token: string): UserTokenParts | undefined {
  if (token.length > longestUserToken) return undefined;
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  if (more.length > 0 || signature.length !== signatureLength) return undefined;
  const bytes = decodeExactly(signature);
  return bytes === undefined ? undefined : { header, payload, signature: bytes };
}

/** The claims, if they are exactly those that we make: no other claim, and no other form of one. */
export function readClaims(payload: string): UserTokenClaims | undefined {
  const bytes = decodeExactly(payload);
  if (bytes === undefined) return undefined;
  let claims: unknown;
  try {
    claims = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
  return isClaims(claims) ? claims : undefined;
}

/** What a token says of itself, although nobody has looked at its signature; `undefined` when it is none. */
export function readUserToken(token: string): UserTokenClaims | undefined {
  const parts = splitUserToken(token);
  return parts && readClaims(parts.payload);
}

/** One base64url form for all bytes: decoding alone passes over what does not belong there (RFC 7515, section 2). */
function decodeExactly(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

const claimForms: { readonly [Name in keyof UserTokenClaims]-?: (value: unknown) => boolean } = {
  sub: isText,
  account: isText,
  audience: (value) => value === userTokenAudience,
  sess: (value) => value === undefined || isUuid(value),
  exp: Number.isSafeInteger,
  userId: isUuid,
  iat: Number.isSafeInteger,
  iss: (value) => value === userTokenIssuer,
  jti: isUuid,
};

function isClaims(value: unknown): value is UserTokenClaims {
  if (typeof value !== 'object' || value === null) return false;
  const claims = value as Readonly<Record<string, unknown>>;
  return (
    Object.keys(claims).every((name) => Object.hasOwn(claimForms, name)) &&
    Object.entries(claimForms).every(([name, isRight]) => isRight(claims[name]))
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isUuid(value: unknown): boolean {
  return typeof value === 'string' && UUID.test(value);
}
