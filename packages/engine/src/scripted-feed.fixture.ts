import type { ChangeFeed, Changes, FeedRecord, Snapshot } from './change-feed.ts';
import { formatRevision, parseRevision, type Revision } from './revision.ts';

/**
 * A source of changes in memory, with everything that can go wrong with one: it can be away, be
 * slow, begin a new epoch, and change between the pages of a snapshot.
 */
export class ScriptedFeed implements ChangeFeed {
  epoch = 'first';
  isUnavailable = false;
  readonly calls: string[] = [];
  /** Runs after the first page of every snapshot. */
  betweenPages: () => void = () => {};
  #records: FeedRecord[] = [];
  #number = 0;
  #gate: Promise<void> | undefined;

  /** Records as one change; answers its revision. */
  commit(...records: readonly FeedRecord[]): Revision {
    this.#number++;
    for (const record of records) {
      this.#records = this.#records.filter((held) => !isSameSubject(held, record));
      this.#records.push({ ...record, revision: this.#number });
    }
    return this.revision;
  }

  /** As after restoring a backup: other records, another epoch. */
  restore(epoch: string, ...records: readonly FeedRecord[]): void {
    this.epoch = epoch;
    this.#records = [];
    this.#number = 0;
    this.commit(...records);
  }

  /** Until the answer is called, nothing is answered. */
  hold(): () => void {
    const gate = Promise.withResolvers<void>();
    this.#gate = gate.promise;
    return () => {
      this.#gate = undefined;
      gate.resolve();
    };
  }

  get revision(): Revision {
    return formatRevision({ epoch: this.epoch, number: this.#number });
  }

  async openSnapshot(): Promise<Snapshot> {
    this.calls.push('snapshot');
    await this.#answer();
    return { revision: this.revision, batches: this.#pages() };
  }

  async readChanges(after: Revision): Promise<Changes> {
    this.calls.push(`changes after ${after}`);
    const parts = parseRevision(after);
    // What was committed when the read began is what it sees, however long the answer takes.
    const isKnown = parts?.epoch === this.epoch && parts.number <= this.#number;
    const records = this.#records.filter((record) => record.revision > (parts?.number ?? 0));
    const { revision } = this;
    await this.#answer();
    return isKnown ? { kind: 'changes', revision, records } : { kind: 'resync' };
  }

  async *#pages(): AsyncGenerator<readonly FeedRecord[]> {
    const half = Math.ceil(this.#records.length / 2);
    yield this.#records.slice(0, half);
    this.betweenPages();
    if (this.isUnavailable) throw new Error('The source went away.');
    yield this.#records.slice(half);
  }

  async #answer(): Promise<void> {
    await this.#gate;
    if (this.isUnavailable) throw new Error('The source is away.');
  }
}

function isSameSubject(one: FeedRecord, other: FeedRecord): boolean {
  if (one.kind === 'key' && other.kind === 'key') return one.id === other.id;
  if (one.kind === 'api' && other.kind === 'api') return one.name === other.name;
  if (one.kind === 'role' && other.kind === 'role') return one.id === other.id && one.accountId === other.accountId;
  if (one.kind === 'user' && other.kind === 'user') return one.id === other.id;
  if (one.kind === 'signing-key' && other.kind === 'signing-key') return one.kid === other.kid;
  if (one.kind === 'account' && other.kind === 'account') return one.id === other.id;
  return one.kind === 'resource' && other.kind === 'resource' && one.id === other.id;
}
