const chunkShift = 16;
const chunkBytes = 1 << chunkShift;

/** Short ASCII texts, one after another in chunks of 64 KiB; none is ever removed. */
export class TextArena {
  readonly #chunks: Buffer[] = [];
  #end = 0;

  /** Keeps a text of at most 64 KiB and answers its position. */
  add(text: string): number {
    const left = (this.#chunks.length << chunkShift) - this.#end;
    if (text.length > left) {
      this.#end = this.#chunks.length << chunkShift;
      this.#chunks.push(Buffer.alloc(chunkBytes));
    }
    const position = this.#end;
    this.#chunk(position).write(text, position & (chunkBytes - 1), 'latin1');
    this.#end += text.length;
    return position;
  }

  /** Compares from the end, where key strings of one account differ. */
  equals(position: number, text: string): boolean {
    const chunk = this.#chunk(position);
    const start = position & (chunkBytes - 1);
    for (let at = text.length - 1; at >= 0; at--) {
      if (chunk[start + at] !== text.charCodeAt(at)) return false;
    }
    return true;
  }

  get(position: number, length: number): string {
    const start = position & (chunkBytes - 1);
    return this.#chunk(position).toString('latin1', start, start + length);
  }

  get byteLength(): number {
    return this.#chunks.length << chunkShift;
  }

  #chunk(position: number): Buffer {
    return this.#chunks[position >>> chunkShift] as Buffer;
  }
}
