import { createHash, randomBytes } from 'node:crypto';

/** A secret that its bearer shows and of which only the hash is stored: of a session, a link or a device. */
export interface NewSecret {
  /** 43 characters of base64url: 256 random bits. */
  readonly plain: string;
  readonly hash: Uint8Array;
}

const FORM = /^[A-Za-z0-9_-]{43}$/;

export function generateSecret(): NewSecret {
  const plain = randomBytes(32).toString('base64url');
  return { plain, hash: sha256(plain) };
}

/**
 * The hash by which a secret is found; `undefined` for a text that is none. A plain SHA-256 will do, and
 * to look it up by its hash as well: nobody guesses 256 random bits, nor steers their hash.
 */
export function hashOfSecret(plain: string): Uint8Array | undefined {
  return FORM.test(plain) ? sha256(plain) : undefined;
}

/** SHA-256 of texts that are told apart by where one ends, 32 bytes. */
export function sha256(...parts: readonly string[]): Uint8Array {
  return new Uint8Array(createHash('sha256').update(parts.join('\0')).digest());
}
