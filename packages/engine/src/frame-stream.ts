import { decodeFrame, FeedFormatError, type FeedFrame } from './feed-codec.ts';

/** More than a batch of the largest keys. */
const longestLine = 64 * 1024 * 1024;

/** The source has said nothing for longer than a living one would. */
export class FeedSilentError extends Error {
  constructor(silenceMs: number) {
    super(`The source of changes has sent nothing for ${silenceMs} ms.`);
    this.name = 'FeedSilentError';
  }
}

/** Frames of one answer, one after another. Whoever does not ask for the next one makes the source wait. */
export class FrameStream {
  readonly #chunks: ReadableStreamDefaultReader<Uint8Array>;
  readonly #silenceMs: number;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #lines: string[] = [];
  #rest: string[] = [];
  #restLength = 0;

  /** @param silenceMs after how long without a byte the source counts as gone */
  constructor(body: ReadableStream<Uint8Array>, silenceMs: number) {
    this.#chunks = body.getReader();
    this.#silenceMs = silenceMs;
  }

  /** Rejects when the answer ends, says nothing for too long, or holds what is no frame. */
  async next(): Promise<FeedFrame> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) return decodeFrame(line);
      this.#take(await this.#nextChunk());
    }
  }

  async #nextChunk(): Promise<Uint8Array> {
    const silent = Promise.withResolvers<never>();
    const timer = setTimeout(() => silent.reject(new FeedSilentError(this.#silenceMs)), this.#silenceMs);
    try {
      const { done, value } = await Promise.race([this.#chunks.read(), silent.promise]);
      if (done) throw new Error('The source of changes has ended the connection.');
      return value;
    } finally {
      clearTimeout(timer);
    }
  }

  #take(chunk: Uint8Array): void {
    const parts = this.#decoder.decode(chunk, { stream: true }).split('\n');
    this.#rest.push(parts[0] as string);
    this.#restLength += (parts[0] as string).length;
    if (this.#restLength > longestLine) throw new FeedFormatError('a line is too long.');
    if (parts.length === 1) return;
    const last = parts.pop() as string;
    this.#lines = [this.#rest.join(''), ...parts.slice(1)];
    this.#rest = [last];
    this.#restLength = last.length;
  }
}
