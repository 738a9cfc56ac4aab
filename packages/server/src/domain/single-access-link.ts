import { createHash, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import type { PlainToken } from './plain-token.ts';
import { type SealedText, sealText, unsealText } from './sealed-text.ts';

/** How long a link can be opened, by the database's clock. */
export const linkLifetimeMs = 24 * 60 * 60 * 1000;

/** Whether a link was opened, can be, or cannot be any more. */
export type LinkState = 'unopened' | 'opened' | 'expired';

/** What is said of a link that does not open: alike for every reason. */
export const linkGoneText =
  'The link was opened before, has expired, was withdrawn, or never existed: all alike. Ask whoever sent it for a new one, ' +
  'and tell them if you have not opened it yourself: somebody else may have the token.';

/** A token that only the secret of its link makes readable again. */
export type SealedToken = SealedText;

/** A new link: what is kept of it, and the secret that is not. */
export interface NewLink extends SealedToken {
  readonly id: string;
  /** The fragment of the link's address: 32 random bytes, base64url. Given away once, stored nowhere. */
  readonly secret: string;
  /** SHA-256 of the proof, 32 bytes. */
  readonly proofHash: Uint8Array;
}

/**
 * Seals a token under a new link.
 *
 * Proof and key are both derived from the secret (HKDF-SHA-256, RFC 5869, empty salt), and neither leads
 * to the other: a server that is shown the proof still cannot read the token. The link's id is
 * authenticated with the token, so that no ciphertext can be put under another link.
 */
export function sealToken(token: PlainToken): NewLink {
  const id = randomUUID();
  const secret = randomBytes(32);
  const sealed = sealText(derive(secret, 'key'), Buffer.from(id), token);
  return { id, secret: secret.toString('base64url'), proofHash: hashProof(derive(secret, 'proof')), ...sealed };
}

/** What shows that somebody has the secret, without telling it: base64url. */
export function proofOf(secret: string): string {
  return Buffer.from(derive(Buffer.from(secret, 'base64url'), 'proof')).toString('base64url');
}

/** What is stored of a proof. Fast, for a proof is 256 random bits. */
export function hashProof(proof: Uint8Array): Uint8Array {
  return createHash('sha256').update(proof).digest();
}

/** The token under a link, or `undefined` when secret, id and ciphertext do not belong together. */
export function unsealToken(id: string, secret: string, sealed: SealedToken): PlainToken | undefined {
  const key = derive(Buffer.from(secret, 'base64url'), 'key');
  return unsealText(key, Buffer.from(id), sealed) as PlainToken | undefined;
}

/** Whether a text has the form of a secret or a proof: 32 bytes, base64url. */
export function isLinkSecret(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}

function derive(secret: Uint8Array, info: 'proof' | 'key'): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), info, 32));
}
