import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Digits before capitals before small letters: the order counts, for the checksum is a number in this base. */
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Of API tokens. */
const prefix = 'chv_';
/** Of what followers send: as long, so that everything else is the same. */
const nodePrefix = 'chn_';
const randomLength = 43;
const checksumLength = 6;
const bodyLength = prefix.length + randomLength;
const tokenLength = bodyLength + checksumLength;

/**
 * What every token made here looks like, for secret scanners: `chv_`, 43 random base-62 characters
 * (256 bits), and the CRC-32 of these 47 as 6 base-62 digits, most significant first.
 */
export const tokenPattern = /^chv_[0-9A-Za-z]{49}$/;

const nodeCredentialPattern = /^chn_[0-9A-Za-z]{49}$/;

// `isWellFormedToken` copies the text here, to look at four characters at once.
const scratch = Buffer.alloc(64);
const scratchWords = new Uint32Array(scratch.buffer, scratch.byteOffset, scratch.length / 4);
scratch.write(prefix);
const prefixWord = scratchWords[0];
/** Where the last character is, alone in its word. */
const lastWord = (tokenLength - 1) / 4;

const importedPattern = /^[!-~]{20,256}$/;

/**
 * Whether a text has the length and the alphabet of a token. Says nothing about the checksum.
 *
 * It runs on the path of every decision, so it does what `tokenPattern` does in a sixth of the time. The token
 * does not stay in the scratch memory.
 */
export function isWellFormedToken(text: string): boolean {
  if (text.length !== tokenLength) return false;
  if (scratch.write(text) !== tokenLength) {
    // Some character takes more than one byte, so it is not ASCII.
    scratch.fill(0);
    return false;
  }
  let marks = scratchWords[0] === prefixWord ? base62Marks(fourTimes(scratch[tokenLength - 1] as number)) : 0;
  for (let at = 1; at < lastWord; at++) {
    marks &= base62Marks(scratchWords[at] as number);
    scratchWords[at] = 0;
  }
  scratchWords[lastWord] = 0;
  return marks === allMarked;
}

const allMarked = 0x80808080 | 0;

/**
 * The highest bit of each of four ASCII characters tells whether it is a base-62 digit.
 *
 * Adding 0x80 - c sets the highest bit of those that are c or more, and never carries into the next.
 */
function base62Marks(four: number): number {
  const digits = (four + 0x50505050) & ~(four + 0x46464646);
  const small = four | 0x20202020;
  const letters = (small + 0x1f1f1f1f) & ~(small + 0x05050505);
  return (digits | letters) & 0x80808080;
}

/** One character in all four places. */
function fourTimes(code: number): number {
  return code * 0x01010101;
}

/** Whether a text can be a token that was imported: 20 to 256 visible ASCII characters. */
export function isImportedTokenShape(text: string): boolean {
  return importedPattern.test(text);
}

/**
 * Whether the last six characters of a well-formed token are the checksum of the others.
 *
 * It finds every single wrong character without a hash or a look-up. It is no security control:
 * whoever invents a token can compute it.
 */
export function hasValidChecksum(token: string): boolean {
  return token.slice(bodyLength) === checksumOf(token.slice(0, bodyLength));
}

/** Makes a token of 43 base-62 characters: adds prefix and checksum. */
export function formatToken(random: string, kind = prefix): string {
  const body = kind + random;
  return body + checksumOf(body);
}

/** A new token of 43 characters that are independent and uniform. */
export function generateToken(): string {
  return formatToken(randomCharacters());
}

/** The credential of a new follower: like a token, with `chn_` before it. */
export function generateNodeCredential(): string {
  return formatToken(randomCharacters(), nodePrefix);
}

/** Whether a text has the form of a follower's credential, checksum included. */
export function isNodeCredential(text: string): boolean {
  return nodeCredentialPattern.test(text) && hasValidChecksum(text);
}

function randomCharacters(): string {
  let random = '';
  while (random.length < randomLength) {
    for (const byte of randomBytes(randomLength - random.length)) {
      // 248 is the largest multiple of 62 in a byte. Bytes above it are thrown away, because a
      // plain remainder would make the first eight characters more frequent than the others.
      if (byte < 248) random += base62.charAt(byte % 62);
    }
  }
  return random;
}

/** SHA-256 of a token, as a string of 32 characters that are bytes: by far the cheapest form in Node. */
export function tokenDigest(token: string): string {
  return hash('sha256', token, 'latin1');
}

function checksumOf(body: string): string {
  let rest = crc32(body);
  let digits = '';
  for (let place = 0; place < checksumLength; place++) {
    digits = base62.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
