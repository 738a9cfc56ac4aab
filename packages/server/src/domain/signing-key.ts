import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { ChaveiroError } from './errors.ts';
import type { Peppers } from './pepper.ts';
import { type SealedText, sealText, unsealText } from './sealed-text.ts';
import { userTokenLifeMs } from './user-token.ts';

/** A key that signs user tokens. Times in milliseconds since 1970. */
export interface SigningKey {
  /** 40 hexadecimal digits in upper case: the first 20 bytes of its thumbprint (RFC 7638, SHA-256). */
  readonly kid: string;
  /** P-256, SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
  readonly pepperId: string;
  /** PKCS #8 in PEM, sealed under what is derived from the pepper; `null` once nothing is signed with it any more. */
  readonly privateKey: SealedText | null;
  readonly createdAt: number;
  readonly signsFrom: number;
  /** From then on nothing that it has signed is accepted; `null` while it is the newest. */
  readonly expiresAt: number | null;
}

/**
 * For so long a new key is only announced: whoever keeps the public keys does not have to come back for it.
 * It is also how long those may be kept.
 */
export const announcementMs = 5 * 60_000;

/** What a key does at a time. */
export type SigningKeyState = 'announced' | 'signing' | 'retired' | 'over';

/** A new key, of which the private half is readable with the pepper alone. */
export function generateSigningKey(peppers: Peppers, createdAt: number, signsFrom: number): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = kidOf(publicKey);
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return {
    kid,
    publicKey: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
    pepperId: peppers.currentId,
    privateKey: sealText(peppers.sealingKey(kid, peppers.currentId), Buffer.from(kid), pem),
    createdAt,
    signsFrom,
    expiresAt: null,
  };
}

/** The private half. Throws `pepper_missing`, also when it was sealed under another secret of the same name. */
export function openSigningKey(peppers: Peppers, { kid, pepperId, privateKey }: SigningKey): KeyObject {
  const key = peppers.sealingKey(kid, pepperId);
  const pem = privateKey === null ? undefined : unsealText(key, Buffer.from(kid), privateKey);
  if (pem === undefined) throw new ChaveiroError('pepper_missing', `The signing key ${kid} cannot be opened.`);
  return createPrivateKey(pem);
}

/**
 * The key to sign with: the newest whose time has come; before that of any has, the one whose comes first.
 * `undefined` when there is none that could sign.
 */
export function findSigner(keys: readonly SigningKey[], now: number): SigningKey | undefined {
  const able = keys
    .filter((key) => key.privateKey !== null && (key.expiresAt === null || now < key.expiresAt))
    .toSorted((a, b) => b.signsFrom - a.signsFrom || b.createdAt - a.createdAt);
  return able.find((key) => key.signsFrom <= now) ?? able.at(-1);
}

/** What a key does now, given what all of them do. */
export function stateOfSigningKey(key: SigningKey, keys: readonly SigningKey[], now: number): SigningKeyState {
  if (key.expiresAt !== null && key.expiresAt <= now) return 'over';
  if (key === findSigner(keys, now)) return 'signing';
  return now < key.signsFrom ? 'announced' : 'retired';
}

/** When a key that another one follows is over: after the last token that may still be made with it. */
export function endOfFollowed(next: SigningKey): number {
  return next.signsFrom + userTokenLifeMs.person + announcementMs;
}

/** The public half as a JSON Web Key (RFC 7517). */
export function jwkOf({ kid, publicKey }: Pick<SigningKey, 'kid' | 'publicKey'>) {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  const { kty, crv, x, y } = key.export({ format: 'jwk' });
  return { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' };
}

function kidOf(publicKey: KeyObject): string {
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
  const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('hex');
  return thumbprint.slice(0, 40).toUpperCase();
}
