import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import {
  type ChangeFeed,
  type Changes,
  decodeFrame,
  encodeFrame,
  type FeedFrame,
  type FeedRecord,
  FeedRefusedError,
  type Revision,
  type Snapshot,
} from '#engine';
import type { Logger } from '../observability/logger.ts';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** How often the file says that nothing has changed: by that its age is known when it is read. */
const touchEveryMs = 10_000;
/** Of changes behind the snapshot, after which the next snapshot takes the file's place. */
const longestLogBytes = 64 * 1024 * 1024;

export interface KeptFeedOptions {
  readonly feed: ChangeFeed;
  readonly file: string;
  /** From which the key of the file is derived: nobody else reads it, and what was not written with it is not believed. */
  readonly credential: string;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/** A line of the file, before it is sealed. */
interface Line {
  /** Milliseconds since 1970: as of then there was nothing newer. */
  readonly at: number;
  readonly frame: string;
}

/**
 * A feed that is also kept in a file, so that a node which starts while its server is away decides by what it knew, and says how
 * old that is. Every line is sealed with its place in the file: one that was changed, left out or moved ends what is read. A file that
 * was cut off is older, and nothing worse.
 */
export class KeptFeed implements ChangeFeed {
  readonly #options: KeptFeedOptions;
  readonly #clock: () => number;
  readonly #key: Buffer;
  #log: FileHandle | undefined;
  #lines = 0;
  #logBytes = 0;
  #touchedAt = 0;
  /** What was read from the file, until the server has been heard. */
  #fromFile: { readonly revision: Revision; readonly at: number } | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: KeptFeedOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#key = Buffer.from(hkdfSync('sha256', options.credential, '', 'feed-file', 32));
  }

  async openSnapshot(): Promise<Snapshot> {
    try {
      const snapshot = await this.#options.feed.openSnapshot();
      return { revision: snapshot.revision, batches: this.#keepAll(snapshot) };
    } catch (error) {
      // Whoever is not let in any more has no use of what they knew.
      if (error instanceof FeedRefusedError && error.status === 401) {
        await rm(this.#options.file, { force: true });
        throw error;
      }
      const kept = await this.#read().catch(() => undefined);
      if (kept === undefined) throw error;
      const ageSeconds = Math.round((this.#clock() - kept.at) / 1000);
      this.#options.logger.warn(
        { ageSeconds, err: error },
        'the server is away: this node begins with what it has kept',
      );
      this.#fromFile = kept;
      return { revision: kept.revision, batches: batchesOf(kept.records) };
    }
  }

  async readChanges(after: Revision): Promise<Changes> {
    const kept = this.#fromFile;
    if (kept?.revision === after) {
      // Once, so that the node decides: with the next look the server is asked.
      this.#fromFile = undefined;
      return { kind: 'changes', revision: after, records: [], ageMs: Math.max(0, this.#clock() - kept.at) };
    }
    const changes = await this.#options.feed.readChanges(after);
    if (changes.kind === 'changes') this.#keep(changes);
    return changes;
  }

  /** Writes what is on its way. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#log?.close();
    this.#log = undefined;
  }

  async *#keepAll({ revision, batches }: Snapshot): AsyncGenerator<readonly FeedRecord[]> {
    await this.close();
    const { file } = this.#options;
    const fresh = `${file}.new`;
    await rm(fresh, { force: true });
    const handle = await open(fresh, 'wx', 0o600);
    this.#lines = 0;
    const at = this.#clock();
    try {
      await this.#write(handle, { at, frame: encodeFrame({ type: 'snapshot', revision }) });
      for await (const records of batches) {
        await this.#write(handle, { at, frame: encodeFrame({ type: 'records', records }) });
        yield records;
      }
      await this.#write(handle, { at, frame: encodeFrame({ type: 'snapshot-end' }) });
      await handle.datasync();
      await rename(fresh, file);
    } catch (error) {
      await handle.close();
      throw error;
    }
    this.#log = handle;
    this.#logBytes = 0;
  }

  /** Never rejects: a node decides all the same when its disk is full, and knows less when it starts again. */
  #keep({ revision, records, ageMs = 0 }: Extract<Changes, { kind: 'changes' }>): void {
    const log = this.#log;
    const now = this.#clock();
    if (log === undefined || (records.length === 0 && now - this.#touchedAt < touchEveryMs)) return;
    if (this.#logBytes > longestLogBytes) return;
    this.#touchedAt = now;
    const line = { at: Math.round(now - ageMs), frame: encodeFrame({ type: 'changes', revision, records }) };
    this.#writing = this.#writing
      .then(() => this.#write(log, line))
      .catch((error: unknown) => {
        this.#options.logger.warn({ err: error }, 'what this node knows could not be kept');
        this.#log = undefined;
      });
  }

  async #write(handle: FileHandle, line: Line): Promise<void> {
    const nonce = randomBytes(nonceBytes);
    const seal = createCipheriv(cipher, this.#key, nonce).setAAD(placeOf(this.#lines++));
    const sealed = Buffer.concat([nonce, seal.update(JSON.stringify(line)), seal.final(), seal.getAuthTag()]);
    const text = `${sealed.toString('base64')}\n`;
    this.#logBytes += text.length;
    await handle.write(text);
  }

  /** Everything in the file, up to the first line that is not right; `undefined` where that is no whole snapshot. */
  async #read(): Promise<{ revision: Revision; at: number; records: readonly FeedRecord[][] } | undefined> {
    const { file } = this.#options;
    if (!existsSync(file)) return undefined;
    const records: FeedRecord[][] = [];
    let revision: Revision | undefined;
    let at = 0;
    let isWhole = false;
    let number = 0;
    for await (const text of createInterface({ input: createReadStream(file, 'latin1'), crlfDelay: Infinity })) {
      const line = this.#open(text, number++);
      if (line === undefined) break;
      const frame: FeedFrame = decodeFrame(line.frame);
      at = line.at;
      if (frame.type === 'snapshot' || frame.type === 'changes') revision = frame.revision;
      if (frame.type === 'records' || frame.type === 'changes') records.push([...frame.records]);
      if (frame.type === 'snapshot-end') isWhole = true;
    }
    return isWhole && revision !== undefined ? { revision, at, records } : undefined;
  }

  #open(text: string, number: number): Line | undefined {
    try {
      const sealed = Buffer.from(text, 'base64');
      const opening = createDecipheriv(cipher, this.#key, sealed.subarray(0, nonceBytes))
        .setAAD(placeOf(number))
        .setAuthTag(sealed.subarray(-tagBytes));
      const plain = Buffer.concat([opening.update(sealed.subarray(nonceBytes, -tagBytes)), opening.final()]);
      return JSON.parse(plain.toString()) as Line;
    } catch {
      return undefined;
    }
  }
}

function placeOf(number: number): Buffer {
  return Buffer.from(String(number));
}

async function* batchesOf(records: readonly FeedRecord[][]): AsyncGenerator<readonly FeedRecord[]> {
  yield* records;
}
