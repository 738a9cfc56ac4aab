import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A text that only its key makes readable again. */
export interface SealedText {
  /** AES-256-GCM, with the tag of 16 bytes at the end. */
  readonly ciphertext: Uint8Array;
  /** 12 random bytes. */
  readonly nonce: Uint8Array;
}

const tagBytes = 16;

/**
 * Seals a text, in UTF-8.
 *
 * @param key 32 bytes, used for one text only
 * @param place what the text belongs to; authenticated with it, so that it can be put nowhere else
 */
export function sealText(key: Uint8Array, place: Uint8Array, text: string): SealedText {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(place);
  return { nonce, ciphertext: Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]) };
}

/** The text, or `undefined` when key, place and ciphertext do not belong together. */
export function unsealText(key: Uint8Array, place: Uint8Array, { ciphertext, nonce }: SealedText): string | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(place);
    decipher.setAuthTag(ciphertext.subarray(-tagBytes));
    const text = decipher.update(ciphertext.subarray(0, -tagBytes));
    try {
      // With this cipher nothing is left for the end, which only checks.
      decipher.final();
      return text.toString('utf8');
    } finally {
      text.fill(0);
    }
  } catch {
    return undefined;
  }
}
