import { RowPool } from './row-pool.ts';
import { TextArena } from './text-arena.ts';
import { readUuid, writeUuid } from './uuid-bytes.ts';

// A row is 48 bytes: the revision as a float in words 0 and 1, then these words, a word that nothing needs,
// and the id in the last four.
const revisionFloat = 0;
const ownerWord = 2;
const flagsWord = 3;
const textWord = 4;
const tokenWord = 5;
const grantWord = 6;
const idByte = 32;
const rowBytes = 48;

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
  /** Row of the first token, or 0. */
  readonly firstToken: number;
  /** The grants are in a list beside the rows, and `grant` means nothing. */
  readonly hasManyGrants: boolean;
  /** Number of the role set of the only grant, or 0. */
  readonly grant: number;
}

/** Keys by row number, dead ones too. Row 0 is nobody: no key string leads there. */
export class KeyRows {
  readonly #pool = new RowPool(rowBytes);
  readonly #texts = new TextArena();

  /** A new row, not written yet. */
  add(appKey: string, id: string): number {
    const row = this.#pool.allocate();
    this.#pool.setFloat(row, revisionFloat, -1);
    this.#pool.setWord(row, flagsWord, appKey.length << lengthShift);
    this.#pool.setWord(row, textWord, this.#texts.add(appKey));
    writeUuid(id, this.#pool.bytes(row), this.#pool.byteStart(row) + idByte);
    return row;
  }

  write(row: number, state: KeyRowState): void {
    const flags =
      (state.isActive ? activeFlag : 0) |
      (state.isDeleted ? deletedFlag : 0) |
      (state.hasImported ? importedFlag : 0) |
      (state.hasManyGrants ? manyGrantsFlag : 0);
    this.#pool.setFloat(row, revisionFloat, state.revision);
    this.#pool.setWord(row, ownerWord, state.ownerSlot);
    this.#pool.setWord(row, flagsWord, (this.#pool.getWord(row, flagsWord) & ~flagBits) | flags);
    this.#pool.setWord(row, tokenWord, state.firstToken);
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

  hasManyGrants(row: number): boolean {
    return this.#hasFlag(row, manyGrantsFlag);
  }

  firstToken(row: number): number {
    return this.#pool.getWord(row, tokenWord);
  }

  grant(row: number): number {
    return this.#pool.getWord(row, grantWord);
  }

  id(row: number): string {
    return readUuid(this.#pool.bytes(row), this.#pool.byteStart(row) + idByte);
  }

  appKey(row: number): string {
    return this.#texts.get(this.#pool.getWord(row, textWord), this.#pool.getWord(row, flagsWord) >>> lengthShift);
  }

  hasAppKey(row: number, appKey: string): boolean {
    if (this.#pool.getWord(row, flagsWord) >>> lengthShift !== appKey.length) return false;
    return this.#texts.equals(this.#pool.getWord(row, textWord), appKey);
  }

  get byteLength(): number {
    return this.#pool.byteLength + this.#texts.byteLength;
  }

  #hasFlag(row: number, flag: number): boolean {
    return (this.#pool.getWord(row, flagsWord) & flag) !== 0;
  }
}
