import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { TokenRecord, TokenRole } from './change-feed.ts';
import { RowPool } from './row-pool.ts';
import { readUuid, writeUuid } from './uuid-bytes.ts';

// The last 64 bytes of a row: the time of creation as a float, then these words, id and hash.
const createdAtFloat = 8;
const nextWord = 18;
const flagsWord = 19;
const idByte = 80;
const hashWord = 24;
const hashByte = 96;
const hashBytes = 32;
const hashWords = hashBytes / 4;
const keyBytes = 32;
const startByte = 64;
const rowBytes = 128;

const roles: readonly TokenRole[] = ['current', 'old', 'new'];
const roleBits = 3;
const importedFlag = 4;
const rememberedFlag = 8;
const liveFlag = 16;
const keylessFlag = 32;

/** Digests that a key's tokens have remembered, by token id. */
export type RememberedDigests = ReadonlyMap<string, Uint8Array>;

/**
 * Live tokens by row number; those of one key form a chain that ends with 0.
 *
 * A token is the second half of a row, and a key's first token is in the key's own row, so that
 * most decisions touch two neighbouring lines of memory. A second token takes a row of which the
 * first half stays empty. The keys of stored hashes stand apart: once a token has passed, its key is not needed.
 *
 * Row 0 is nobody's token: its id, hash and key are random, and checking it costs exactly what checking
 * a real one does.
 */
export class TokenRows {
  readonly #pool: RowPool;
  readonly #keys = new RowPool(keyBytes);

  constructor(pool: RowPool) {
    this.#pool = pool;
    pool.bytes(0).set(randomBytes(16 + hashBytes), pool.byteStart(0) + idByte);
    this.#keyOf(0).set(randomBytes(keyBytes));
  }

  /** Puts these tokens in the place of the key's, and lets those that stay remember their digests. */
  replace(keyRow: number, tokens: readonly TokenRecord[]): void {
    const remembered = this.#takeAll(keyRow);
    let next = 0;
    for (let place = tokens.length - 1; place >= 0; place--) {
      const row = place === 0 ? keyRow : this.#pool.allocate();
      this.#write(row, tokens[place] as TokenRecord, next, remembered);
      next = row;
    }
    for (const digest of remembered.values()) digest.fill(0);
  }

  /** Row of the key's first token, or 0. */
  first(keyRow: number): number {
    return (this.#pool.getWord(keyRow, flagsWord) & liveFlag) === 0 ? 0 : keyRow;
  }

  /** Row of the key's next token, or 0. */
  next(row: number): number {
    return this.#pool.getWord(row, nextWord);
  }

  /** From now on the row holds SHA-256(token) in the place of the stored hash. */
  remember(row: number, digest: Uint8Array): void {
    this.#pool.bytes(row).set(digest, this.#pool.byteStart(row) + hashByte);
    this.#pool.setWord(row, flagsWord, this.#pool.getWord(row, flagsWord) | rememberedFlag);
  }

  /**
   * Whether the row remembers this digest, given as eight words; every word is looked at.
   *
   * Calling `timingSafeEqual` would cost half as much as the SHA-256 before it. Nobody can choose the digest
   * of a token, so even the time of an ordinary comparison would not lead to one.
   */
  remembers(row: number, digest: Uint32Array): boolean {
    const words = this.#pool.words(row);
    const start = this.#pool.wordStart(row);
    if (((words[start + flagsWord] as number) & rememberedFlag) === 0) return false;
    let difference = 0;
    for (let word = 0; word < hashWords; word++) {
      difference |= (words[start + hashWord + word] as number) ^ (digest[word] as number);
    }
    return difference === 0;
  }

  /** Whether the stored hash is that of the token with this digest: the slow way, in constant time. */
  isHashOf(row: number, digest: Uint8Array): boolean {
    const start = this.#pool.byteStart(row) + hashByte;
    const hash = createHmac('sha256', this.#keyOf(row)).update(digest).digest();
    return timingSafeEqual(this.#pool.bytes(row).subarray(start, start + hashBytes), hash);
  }

  get byteLength(): number {
    return this.#keys.byteLength;
  }

  createdAt(row: number): number {
    return this.#pool.getFloat(row, createdAtFloat);
  }

  role(row: number): TokenRole {
    return roles[this.#pool.getWord(row, flagsWord) & roleBits] as TokenRole;
  }

  isImported(row: number): boolean {
    return (this.#pool.getWord(row, flagsWord) & importedFlag) !== 0;
  }

  isRemembered(row: number): boolean {
    return (this.#pool.getWord(row, flagsWord) & rememberedFlag) !== 0;
  }

  id(row: number): string {
    return readUuid(this.#pool.bytes(row), this.#pool.byteStart(row) + idByte);
  }

  /** Whether nobody can say of a token whether it is this one. */
  isKeyless(row: number): boolean {
    return (this.#pool.getWord(row, flagsWord) & keylessFlag) !== 0;
  }

  /** Erases the key's tokens, so that neither a hash nor a digest stays behind, and hands over what they remembered. */
  #takeAll(keyRow: number): RememberedDigests {
    const remembered = new Map<string, Uint8Array>();
    for (let row = this.first(keyRow); row !== 0; ) {
      const bytes = this.#pool.bytes(row);
      const start = this.#pool.byteStart(row);
      const next = this.next(row);
      if (this.isRemembered(row)) {
        remembered.set(this.id(row), Uint8Array.from(bytes.subarray(start + hashByte, start + hashByte + hashBytes)));
      }
      if (row === keyRow) bytes.fill(0, start + startByte, start + rowBytes);
      else this.#pool.release(row);
      this.#keyOf(row).fill(0);
      row = next;
    }
    return remembered;
  }

  /**
   * A digest stays with a token of the same id: the secret behind an id never changes, only the
   * key under which it is stored may. With any other id it is gone.
   */
  #write(row: number, token: TokenRecord, next: number, remembered: RememberedDigests): void {
    const bytes = this.#pool.bytes(row);
    const start = this.#pool.byteStart(row);
    this.#pool.setFloat(row, createdAtFloat, token.createdAt);
    this.#pool.setWord(row, nextWord, next);
    const flags = (token.isImported ? importedFlag : 0) | (token.key === null ? keylessFlag : 0);
    this.#pool.setWord(row, flagsWord, liveFlag | roles.indexOf(token.role) | flags);
    if (token.key !== null) this.#keyOf(row).set(token.key.subarray(0, keyBytes));
    writeUuid(token.id, bytes, start + idByte);
    const digest = remembered.get(token.id);
    if (digest !== undefined) this.remember(row, digest);
    // Never more than the row holds, whatever the source says: the next row begins there.
    else bytes.set(token.storedHash.subarray(0, hashBytes), start + hashByte);
  }

  #keyOf(row: number): Buffer {
    this.#keys.reach(row);
    const start = this.#keys.byteStart(row);
    return this.#keys.bytes(row).subarray(start, start + keyBytes);
  }
}
