import type { Usage, UsageCounter } from './usage-counter.ts';

/** As many as one request takes. */
const usesPerRequest = 200;
const maxKept = 100_000;

export type ReportOutcome = 'taken' | 'not_taken' | 'unknown';

/** Use of a key, as a server takes it. */
export interface ReportedUse extends Pick<Usage, 'keyId' | 'tokenId' | 'accountId' | 'code' | 'count'> {
  /** Milliseconds: the clock of the follower need not be right. */
  readonly agoMs: number;
  readonly address?: string;
}

interface UsageReporterOptions {
  readonly counter: Pick<UsageCounter, 'drain'>;
  /** Sends some; `unknown` when they may have been taken. */
  readonly send: (uses: readonly ReportedUse[]) => Promise<ReportOutcome>;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly clock?: () => number;
}

/**
 * Takes what a follower has counted to its server. What could not be sent is kept for the next time; of what may have been taken only
 * the time is said again, so that nothing is counted twice.
 */
export class UsageReporter {
  readonly #options: UsageReporterOptions;
  readonly #kept = new Map<string, Usage>();
  #running: Promise<void> = Promise.resolve();

  constructor(options: UsageReporterOptions) {
    this.#options = options;
  }

  /** Sends everything that was counted until now. Never rejects. */
  flush(): Promise<void> {
    this.#running = this.#running.then(() => this.#sendAll());
    return this.#running;
  }

  async #sendAll(): Promise<void> {
    for (const use of this.#options.counter.drain().parts) this.#keep(use);
    while (this.#kept.size > 0) {
      const some = [...this.#kept.entries().take(usesPerRequest)];
      const now = (this.#options.clock ?? Date.now)();
      const outcome = await this.#options.send(some.map(([, use]) => reportedUse(use, now))).catch(() => 'unknown');
      if (outcome === 'not_taken') return;
      for (const [name, use] of some) {
        if (outcome === 'taken') this.#kept.delete(name);
        else this.#kept.set(name, { ...use, count: 0 });
      }
      if (outcome !== 'taken') return;
    }
  }

  #keep(use: Usage): void {
    const name = [use.keyId, use.tokenId, use.accountId, use.code].join(' ');
    const known = this.#kept.get(name);
    if (known === undefined) {
      if (this.#kept.size < maxKept) this.#kept.set(name, use);
      return;
    }
    this.#kept.set(name, { ...(use.lastAt >= known.lastAt ? use : known), count: known.count + use.count });
  }
}

function reportedUse({ keyId, tokenId, accountId, code, count, lastAt, peer }: Usage, now: number): ReportedUse {
  const use = { keyId, tokenId, accountId, code, count, agoMs: Math.max(0, now - lastAt) };
  return peer === '' ? use : { ...use, address: peer };
}
