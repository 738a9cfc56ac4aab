import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { TokenRecord, TokenRole } from './change-feed.ts';
import { RowPool } from './row-pool.ts';
import { readUuid, writeUuid } from './uuid-bytes.ts';

// A row is 64 bytes: the time of creation as a float in words 0 and 1, then these, id and hash.
const createdAtFloat = 0;
const nextWord = 2;
const flagsWord = 3;
const idByte = 16;
const hashWord = 8;
const hashBytes = 32;
const rowBytes = 64;

const roles: readonly TokenRole[] = ['current', 'old', 'new'];
const roleBits = 3;
const importedFlag = 4;
const rememberedFlag = 8;
const pepperShift = 8;

// `timingSafeEqual` compares whole views, and making a view of a row for each question costs more
// than copying eight words into this one.
const compared = Buffer.alloc(hashBytes);
const comparedWords = new Uint32Array(compared.buffer, compared.byteOffset, hashBytes / 4);

/**
 * Live tokens by row number; those of one key form a chain that ends with 0.
 *
 * Row 0 is nobody's token: its id and hash are random, and checking it costs exactly what checking
 * a real one does.
 */
export class TokenRows {
  readonly #pool = new RowPool(rowBytes);
  readonly #pepperIds: string[] = [];

  constructor() {
    const start = this.#pool.byteStart(0);
    this.#pool.bytes(0).set(randomBytes(16 + hashBytes), start + idByte);
  }

  /** A new row before `next`. */
  add(token: TokenRecord, next: number): number {
    const row = this.#pool.allocate();
    const bytes = this.#pool.bytes(row);
    const start = this.#pool.byteStart(row);
    this.#pool.setFloat(row, createdAtFloat, token.createdAt);
    this.#pool.setWord(row, nextWord, next);
    const flags = roles.indexOf(token.role) | (token.isImported ? importedFlag : 0);
    this.#pool.setWord(row, flagsWord, flags | (this.#pepperNumber(token.pepperId) << pepperShift));
    writeUuid(token.id, bytes, start + idByte);
    // Never more than the row holds, whatever the source says: the next row begins there.
    bytes.set(token.storedHash.subarray(0, hashBytes), start + hashWord * 4);
    return row;
  }

  /** Erases a row: neither a hash nor a remembered digest stays behind. */
  release(row: number): void {
    this.#pool.release(row);
  }

  /** From now on the row holds SHA-256(token) in the place of the stored hash. */
  remember(row: number, digest: Uint8Array): void {
    this.#pool.bytes(row).set(digest, this.#pool.byteStart(row) + hashWord * 4);
    this.#pool.setWord(row, flagsWord, this.#pool.getWord(row, flagsWord) | rememberedFlag);
  }

  /** Takes over what another row of the same token remembers, if anything. */
  rememberFrom(row: number, other: number): void {
    if (!this.isRemembered(other)) return;
    const start = this.#pool.byteStart(other) + hashWord * 4;
    this.remember(row, this.#pool.bytes(other).subarray(start, start + hashBytes));
  }

  /** Whether the row's 32 bytes, stored hash or digest, are these: in constant time. */
  hashEquals(row: number, expected: Uint8Array): boolean {
    const words = this.#pool.words(row);
    const start = this.#pool.wordStart(row) + hashWord;
    for (let word = 0; word < hashBytes / 4; word++) comparedWords[word] = words[start + word] as number;
    return timingSafeEqual(compared, expected);
  }

  next(row: number): number {
    return this.#pool.getWord(row, nextWord);
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

  /** For nobody's token the first pepper that was ever seen; `undefined` when none was. */
  pepperId(row: number): string | undefined {
    return this.#pepperIds[this.#pool.getWord(row, flagsWord) >>> pepperShift];
  }

  get byteLength(): number {
    return this.#pool.byteLength;
  }

  #pepperNumber(id: string): number {
    const known = this.#pepperIds.indexOf(id);
    return known >= 0 ? known : this.#pepperIds.push(id) - 1;
  }
}
