// A cell is eight words, so that counting touches one line of memory: the numbers by which it is
// found, then the count, and two that nothing needs.
const keyRowWord = 0;
const revisionWord = 1;
const tokenRowWord = 2;
const accountWord = 3;
const codeWord = 4;
const countWord = 5;
const cellShift = 3;

/** Must be a power of two. */
const smallestCapacity = 64;

/** What a cell counts, by its names outside of the index. */
export interface CellNames {
  readonly keyId: string;
  /** `null` when no token of the key was used. */
  readonly tokenId: string | null;
  readonly accountId: number;
}

/**
 * Counts by key, token, account and code. Cells are found by open addressing over numbers of rows:
 * counting in one that exists compares and adds a few words, and allocates nothing.
 */
export class UsageCells {
  #words: Uint32Array;
  /** Numbers of cells plus one; twice as many places as there may be cells. */
  #slots: Uint32Array;
  #firstAt: Float64Array;
  readonly #names: CellNames[] = [];
  readonly #peers: string[] = [];
  readonly #forwarded: string[] = [];

  /** @param expected how many cells there will probably be */
  constructor(expected = 0) {
    let capacity = smallestCapacity;
    while (capacity < expected) capacity *= 2;
    this.#words = new Uint32Array(capacity << cellShift);
    this.#slots = new Uint32Array(capacity * 2);
    this.#firstAt = new Float64Array(capacity);
  }

  get size(): number {
    return this.#names.length;
  }

  /**
   * The number of a cell, or -1.
   *
   * @param revision of the key's record: after a change the token's row may hold another token
   */
  find(keyRow: number, revision: number, tokenRow: number, accountId: number, code: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash(keyRow, tokenRow, accountId, code) & mask; ; slot = (slot + 1) & mask) {
      const cell = (this.#slots[slot] as number) - 1;
      if (cell < 0) return -1;
      const start = cell << cellShift;
      if (
        this.#words[start + keyRowWord] === keyRow &&
        this.#words[start + revisionWord] === revision >>> 0 &&
        this.#words[start + tokenRowWord] === tokenRow &&
        this.#words[start + accountWord] === accountId &&
        this.#words[start + codeWord] === code
      ) {
        return cell;
      }
    }
  }

  /** A new cell for what `find` does not find; answers its number. */
  add(keyRow: number, revision: number, tokenRow: number, accountId: number, code: number, names: CellNames): number {
    const cell = this.size;
    if (cell << cellShift === this.#words.length) this.#grow();
    const start = cell << cellShift;
    this.#words[start + keyRowWord] = keyRow;
    this.#words[start + revisionWord] = revision;
    this.#words[start + tokenRowWord] = tokenRow;
    this.#words[start + accountWord] = accountId;
    this.#words[start + codeWord] = code;
    this.#names.push(names);
    this.#peers.push('');
    this.#forwarded.push('');
    this.#place(cell);
    return cell;
  }

  /** One more; of where requests came from only the last is kept. */
  increment(cell: number, peer: string, forwardedFor: string): void {
    (this.#words[(cell << cellShift) + countWord] as number)++;
    if (this.#peers[cell] !== peer) this.#peers[cell] = peer;
    if (this.#forwarded[cell] !== forwardedFor) this.#forwarded[cell] = forwardedFor;
  }

  /** When the first one was counted, milliseconds since 1970. */
  begin(cell: number, firstAt: number): void {
    this.#firstAt[cell] = firstAt;
  }

  firstAt(cell: number): number {
    return this.#firstAt[cell] as number;
  }

  names(cell: number): CellNames {
    return this.#names[cell] as CellNames;
  }

  code(cell: number): number {
    return this.#words[(cell << cellShift) + codeWord] as number;
  }

  count(cell: number): number {
    return this.#words[(cell << cellShift) + countWord] as number;
  }

  peer(cell: number): string {
    return this.#peers[cell] as string;
  }

  forwardedFor(cell: number): string {
    return this.#forwarded[cell] as string;
  }

  #place(cell: number): void {
    const mask = this.#slots.length - 1;
    const start = cell << cellShift;
    const words = this.#words;
    const [keyRow, tokenRow] = [words[start + keyRowWord] as number, words[start + tokenRowWord] as number];
    const [accountId, code] = [words[start + accountWord] as number, words[start + codeWord] as number];
    let slot = hash(keyRow, tokenRow, accountId, code) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = cell + 1;
  }

  #grow(): void {
    const words = new Uint32Array(this.#words.length * 2);
    words.set(this.#words);
    this.#words = words;
    const firstAt = new Float64Array(this.#firstAt.length * 2);
    firstAt.set(this.#firstAt);
    this.#firstAt = firstAt;
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let cell = 0; cell < this.size; cell++) this.#place(cell);
  }
}

function hash(keyRow: number, tokenRow: number, accountId: number, code: number): number {
  const mixed = Math.imul(keyRow, 0x9e3779b1) ^ Math.imul(tokenRow, 0x85ebca6b) ^ Math.imul(accountId, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 15) ^ Math.imul(code, 0x27d4eb2f)) >>> 0;
}
