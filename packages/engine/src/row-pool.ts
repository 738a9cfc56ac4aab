const chunkShift = 12;
const chunkRows = 1 << chunkShift;
const rowMask = chunkRows - 1;

/**
 * Rows of a fixed size, named by number, in chunks of 4,096.
 *
 * A chunk is allocated when the one before is full and is never copied, so that growing costs
 * neither twice the memory nor a pause. A chunk is one piece of memory seen in three ways: as
 * bytes, as 32-bit words and as 64-bit floats. Row 0 exists from the start.
 */
export class RowPool {
  readonly #rowWords: number;
  readonly #bytes: Buffer[] = [];
  readonly #words: Uint32Array[] = [];
  readonly #floats: Float64Array[] = [];
  readonly #released: number[] = [];
  #rows = 0;

  /** `rowBytes` is a multiple of 8. */
  constructor(rowBytes: number) {
    this.#rowWords = rowBytes / 4;
    this.allocate();
  }

  /** A row of zeros. */
  allocate(): number {
    const released = this.#released.pop();
    if (released !== undefined) return released;
    const row = this.#rows++;
    if (row >> chunkShift === this.#bytes.length) {
      const memory = new ArrayBuffer(chunkRows * this.#rowWords * 4);
      this.#bytes.push(Buffer.from(memory));
      this.#words.push(new Uint32Array(memory));
      this.#floats.push(new Float64Array(memory));
    }
    return row;
  }

  /** Makes rows up to this one exist, for whoever numbers them elsewhere. */
  reach(row: number): void {
    while (this.#rows <= row) this.allocate();
  }

  /** Erases a row and gives it to the next who asks. */
  release(row: number): void {
    const start = (row & rowMask) * this.#rowWords;
    this.words(row).fill(0, start, start + this.#rowWords);
    this.#released.push(row);
  }

  getWord(row: number, word: number): number {
    return this.words(row)[(row & rowMask) * this.#rowWords + word] as number;
  }

  setWord(row: number, word: number, value: number): void {
    this.words(row)[(row & rowMask) * this.#rowWords + word] = value;
  }

  /** `float` counts in eights of bytes: float 1 shares its memory with words 2 and 3. */
  getFloat(row: number, float: number): number {
    return (this.#floats[row >> chunkShift] as Float64Array)[(row & rowMask) * (this.#rowWords >> 1) + float] as number;
  }

  setFloat(row: number, float: number, value: number): void {
    (this.#floats[row >> chunkShift] as Float64Array)[(row & rowMask) * (this.#rowWords >> 1) + float] = value;
  }

  /** The chunk of a row, to be read from `byteStart(row)`. */
  bytes(row: number): Buffer {
    return this.#bytes[row >> chunkShift] as Buffer;
  }

  byteStart(row: number): number {
    return (row & rowMask) * this.#rowWords * 4;
  }

  /** The chunk of a row, to be read from `wordStart(row)`. */
  words(row: number): Uint32Array {
    return this.#words[row >> chunkShift] as Uint32Array;
  }

  wordStart(row: number): number {
    return (row & rowMask) * this.#rowWords;
  }

  get byteLength(): number {
    return this.#bytes.length * chunkRows * this.#rowWords * 4;
  }
}
