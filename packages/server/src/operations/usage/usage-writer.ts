import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Usage, UsageCounter } from '#engine';
import { hourOf, type KeyUse } from '../../domain/key-use.ts';
import type { Storage } from '../../storage/storage.ts';

/** What an operator should hear about the writing of use. */
export type UsageEvent =
  /** The first batch that could not be written; said once until one is. */
  | { readonly type: 'write_failed'; readonly error: unknown; readonly uses: number }
  | { readonly type: 'write_recovered' }
  /** Counts that are lost: there were too many to keep, the database failed on them, or the process ends. */
  | { readonly type: 'lost'; readonly uses: number; readonly error?: unknown };

export interface UsageWriterOptions {
  readonly counter: Pick<UsageCounter, 'drain'>;
  readonly storage: Pick<Storage, 'usage'>;
  /** The client's address, from what was noted when its request was counted. */
  readonly addressOf: (use: Pick<Usage, 'peer' | 'forwardedFor'>) => string;
  readonly onEvent: (event: UsageEvent) => void;
  /** How many uses are kept at most while the database is away. Default 100,000. */
  readonly maxKept?: number;
}

/** Takes what was counted to the database, batch by batch. */
export interface UsageWriter {
  /** Takes what somebody else has counted, to be written with the next batch. */
  add(uses: readonly KeyUse[]): void;
  /** Writes everything that was counted until now. Never rejects: what cannot be written is kept for the next time. */
  flush(): Promise<void>;
  /** Writes the last batch; what cannot be written then is lost. */
  stop(): Promise<void>;
}

/** How many uses go into one transaction: some milliseconds of the lock that SQLite has for all writers. */
const usesPerTransaction = 250;

/** Makes a writer; whoever has it decides when it writes. */
export function createUsageWriter(options: UsageWriterOptions): UsageWriter {
  const { counter, storage, onEvent, maxKept = 100_000 } = options;
  /** What is still to be written, by what is counted together. */
  const kept = new Map<string, KeyUse>();
  let isUnavailable = false;
  let running: Promise<void> = Promise.resolve();

  /** Whether the use is kept until it is written; what is counted together becomes one. */
  function keep(use: KeyUse): boolean {
    const name = [use.keyId, use.tokenId, use.accountId, use.code, use.hour].join(' ');
    const known = kept.get(name);
    if (known === undefined && kept.size >= maxKept) return false;
    kept.set(name, known === undefined ? use : together(known, use));
    return true;
  }

  /** Writes the counter's batch as it reads it, so that neither takes long at one time. */
  async function writeBatch(): Promise<void> {
    let lost = 0;
    let canWrite = true;
    let seen = 0;
    for (const part of counter.drain().parts) {
      if (!keep(useOf(part, options.addressOf(part)))) lost++;
      if (++seen % usesPerTransaction > 0) continue;
      if (canWrite) canWrite = await writeKept();
      else await nextTurn();
    }
    if (canWrite) await writeKept();
    if (lost > 0) onEvent({ type: 'lost', uses: lost });
  }

  /** Whether everything was written. */
  async function writeKept(): Promise<boolean> {
    while (kept.size > 0) {
      const some = [...kept.entries().take(usesPerTransaction)];
      try {
        await storage.usage.addUses(some.map(([, use]) => use));
      } catch (error) {
        const code = codeOf(error);
        // Nothing was written, and nothing is wrong with it: the next time.
        if (code === 'storage_busy' || code === 'storage_unavailable') return markUnavailable(error);
        if (code !== 'outcome_unknown') {
          // It would fail again and again, and everything behind it would wait.
          for (const [name] of some) kept.delete(name);
          onEvent({ type: 'lost', uses: some.length, error });
          continue;
        }
        // To count nobody twice, counts that may have been written are given up. A time can be written twice.
        for (const [name, use] of some) kept.set(name, { ...use, count: 0 });
        return markUnavailable(error);
      }
      for (const [name] of some) kept.delete(name);
      if (isUnavailable) onEvent({ type: 'write_recovered' });
      isUnavailable = false;
    }
    return true;
  }

  function markUnavailable(error: unknown): false {
    if (!isUnavailable) onEvent({ type: 'write_failed', error, uses: kept.size });
    isUnavailable = true;
    return false;
  }

  function flush(): Promise<void> {
    running = running.then(writeBatch);
    return running;
  }

  return {
    add(uses) {
      let lost = 0;
      for (const use of uses) if (!keep(use)) lost++;
      if (lost > 0) onEvent({ type: 'lost', uses: lost });
    },
    flush,
    async stop() {
      await flush();
      if (kept.size > 0) onEvent({ type: 'lost', uses: kept.size });
      kept.clear();
    },
  };
}

function useOf({ keyId, tokenId, accountId, code, count, firstAt, lastAt }: Usage, address: string): KeyUse {
  return { keyId, tokenId, accountId, code, count, hour: hourOf(firstAt), lastAt, address };
}

function together(known: KeyUse, more: KeyUse): KeyUse {
  const { lastAt, address } = more.lastAt >= known.lastAt ? more : known;
  return { ...known, count: known.count + more.count, lastAt, address };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
