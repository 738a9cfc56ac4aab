import type { RowPool } from './row-pool.ts';
import { TextArena } from './text-arena.ts';
import { readUuid, writeUuid } from './uuid-bytes.ts';

// The first 64 bytes of a row: the revision as a float in words 0 and 1, then these words, the key
// string or where it is, and the id. One line of the processor's cache; the key's first token is the next.
const revisionFloat = 0;
const ownerWord = 2;
const flagsWord = 3;
const grantWord = 4;
const textWord = 5;
const textByte = 20;
const idByte = 48;
/** Longer key strings are kept beside the rows. */
const longestInRow = idByte - textByte;

const activeFlag = 1;
const deletedFlag = 2;
const importedFlag = 4;
const manyGrantsFlag = 8;
const flagBits = 0xff;
const lengthShift = 8;

/** What changes in a key row when a newer record arrives. */
export interface KeyRowState {
  readonly revision: number;
  readonly ownerSlot: number;
  readonly isActive: boolean;
  readonly isDeleted: boolean;
  /** A token of the key was imported. */
  readonly hasImported: boolean;
  /** The grants are in a list beside the rows, and `grant` means nothing. */
  readonly hasSideGrants: boolean;
  /** Number of the role set of the only grant, or 0. */
  readonly grant: number;
}

/** Keys by row number, dead ones too. Row 0 is nobody: no key string leads there. */
export class KeyRows {
  readonly #pool: RowPool;
  readonly #longTexts = new TextArena();

  constructor(pool: RowPool) {
    this.#pool = pool;
  }

  /** A new row, not written yet. */
  add(appKey: string, id: string): number {
    const row = this.#pool.allocate();
    const bytes = this.#pool.bytes(row);
    const start = this.#pool.byteStart(row);
    this.#pool.setFloat(row, revisionFloat, -1);
    this.#pool.setWord(row, flagsWord, appKey.length << lengthShift);
    if (appKey.length <= longestInRow) bytes.write(appKey, start + textByte, 'latin1');
    else this.#pool.setWord(row, textWord, this.#longTexts.add(appKey));
    writeUuid(id, bytes, start + idByte);
    return row;
  }

  write(row: number, state: KeyRowState): void {
    const flags =
      (state.isActive ? activeFlag : 0) |
      (state.isDeleted ? deletedFlag : 0) |
      (state.hasImported ? importedFlag : 0) |
      (state.hasSideGrants ? manyGrantsFlag : 0);
    this.#pool.setFloat(row, revisionFloat, state.revision);
    this.#pool.setWord(row, ownerWord, state.ownerSlot);
    this.#pool.setWord(row, flagsWord, (this.#pool.getWord(row, flagsWord) & ~flagBits) | flags);
    this.#pool.setWord(row, grantWord, state.grant);
  }

  /** -1 for a row that was never written. */
  revision(row: number): number {
    return this.#pool.getFloat(row, revisionFloat);
  }

  ownerSlot(row: number): number {
    return this.#pool.getWord(row, ownerWord);
  }

  isActive(row: number): boolean {
    return this.#hasFlag(row, activeFlag);
  }

  isDeleted(row: number): boolean {
    return this.#hasFlag(row, deletedFlag);
  }

  hasImported(row: number): boolean {
    return this.#hasFlag(row, importedFlag);
  }

  hasSideGrants(row: number): boolean {
    return this.#hasFlag(row, manyGrantsFlag);
  }

  grant(row: number): number {
    return this.#pool.getWord(row, grantWord);
  }

  id(row: number): string {
    return readUuid(this.#pool.bytes(row), this.#pool.byteStart(row) + idByte);
  }

  appKey(row: number): string {
    const length = this.#length(row);
    if (length > longestInRow) return this.#longTexts.get(this.#pool.getWord(row, textWord), length);
    const start = this.#pool.byteStart(row) + textByte;
    return this.#pool.bytes(row).toString('latin1', start, start + length);
  }

  hasAppKey(row: number, appKey: string): boolean {
    const length = this.#length(row);
    if (length !== appKey.length) return false;
    if (length > longestInRow) return this.#longTexts.equals(this.#pool.getWord(row, textWord), appKey);
    const bytes = this.#pool.bytes(row);
    const start = this.#pool.byteStart(row) + textByte;
    // From the end, where key strings of one account differ.
    for (let at = length - 1; at >= 0; at--) {
      if (bytes[start + at] !== appKey.charCodeAt(at)) return false;
    }
    return true;
  }

  /** Bytes beside the pool. */
  get byteLength(): number {
    return this.#longTexts.byteLength;
  }

  #length(row: number): number {
    return this.#pool.getWord(row, flagsWord) >>> lengthShift;
  }

  #hasFlag(row: number, flag: number): boolean {
    return (this.#pool.getWord(row, flagsWord) & flag) !== 0;
  }
}
