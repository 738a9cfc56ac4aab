import { randomInt } from 'node:crypto';

const KEY_STRING = /^[A-Za-z0-9._-]{4,128}$/;
const KEY_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const letterCount = 6;

/** Whether the text has the form of a key's id, which no key string has. */
export function isKeyId(text: string): boolean {
  return KEY_ID.test(text);
}

/** Whether the text could be a key string (`appKey`), made here or elsewhere. `export` stands in the place of one in an address. */
export function isKeyString(text: string): boolean {
  return KEY_STRING.test(text) && !isKeyId(text.toLowerCase()) && text !== 'export';
}

/**
 * A new key string, `{prefix}-{account}-{6 capital letters}`.
 *
 * It is public, and one in 309 million of its account: whoever stores it has to ask first whether it
 * was ever used.
 */
export function generateKeyString(prefix: string, account: string): string {
  let letters = '';
  for (let i = 0; i < letterCount; i++) letters += String.fromCharCode(65 + randomInt(26));
  return `${prefix}-${account}-${letters}`;
}
