/** What a follower that does not read for a while may leave lying here. */
const longestQueue = 32 * 1024 * 1024;

/** Lines on their way to one follower. */
export class FrameQueue {
  #lines: string[] = [];
  #length = 0;
  #hasEnded = false;
  #wake = () => {};

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  /** A follower that is too slow is not waited for: it comes again, and goes on from where it was. */
  push(line: string): void {
    if (this.#hasEnded) return;
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#length > longestQueue) this.#hasEnded = true;
    this.#wake();
  }

  /** Nothing comes after what was pushed. */
  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  /** Everything that waits, as one text; `undefined` at the end. */
  async next(): Promise<string | undefined> {
    while (this.#lines.length === 0) {
      if (this.#hasEnded) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const text = this.#lines.join('');
    this.#lines = [];
    this.#length = 0;
    return text;
  }
}
