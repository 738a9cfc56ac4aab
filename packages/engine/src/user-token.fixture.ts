import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { SigningKeyRecord, UserRecord } from './change-feed.ts';
import { testUuid } from './records.fixture.ts';
import { type UserTokenClaims, userTokenHeader } from './user-token.ts';

/** A pair of keys that signs user tokens. */
export interface TestSigner {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export function testSigner(letter: string): TestSigner {
  return { kid: letter.repeat(40), ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
}

export function signingKeyRecord(
  { kid, publicKey }: TestSigner,
  changes: Partial<SigningKeyRecord> = {},
): SigningKeyRecord {
  const bytes = publicKey.export({ format: 'der', type: 'spki' });
  return { kind: 'signing-key', revision: 1, kid, publicKey: bytes, expiresAt: null, ...changes };
}

/** 32 hexadecimal digits that end with a number. */
export function testHexId(number: number): string {
  return testUuid(number).replaceAll('-', '');
}

/** A user with session 100 times their number, and no role, unless changed. */
export function userRecord(number: number, changes: Partial<UserRecord> = {}): UserRecord {
  return {
    kind: 'user',
    revision: 1,
    id: testHexId(number),
    email: `user${number}@loja.example`,
    sessions: [{ id: testHexId(number * 100), expiresAt: Number.MAX_SAFE_INTEGER }],
    memberships: [],
    ...changes,
  };
}

/** Seconds since 1970 in which the tokens of tests begin, and how long they last. */
export const testIat = 1_790_000_000;
export const testLife = 21_600;

/** What a user token of `keyRecord(number)` says, made from its first token. */
export function claimsOfKey(number: number, changes: Partial<UserTokenClaims> = {}): UserTokenClaims {
  return {
    sub: `appkey-loja-${number}`,
    account: 'loja',
    audience: 'admin',
    exp: testIat + testLife,
    userId: testUuid(number),
    iat: testIat,
    iss: 'token-emitter',
    jti: testUuid(10_000 + number),
    ...changes,
  };
}

/** What a user token of `userRecord(number)` says. */
export function claimsOfUser(number: number, changes: Partial<UserTokenClaims> = {}): UserTokenClaims {
  const session = testUuid(number * 100);
  const person = { sub: `user${number}@loja.example`, sess: session, jti: session, userId: testUuid(number) };
  return claimsOfKey(number, { ...person, ...changes });
}

/** base64url of some JSON. */
export function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The user token with these claims; or with another header, signed by ES256 all the same. */
export function signedToken(
  { kid, privateKey }: TestSigner,
  claims: unknown,
  header: unknown = userTokenHeader(kid),
): string {
  const signed = `${encoded(header)}.${encoded(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}
