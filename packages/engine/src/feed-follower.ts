import type { ChangeFeed } from './change-feed.ts';
import type { KeyIndex } from './key-index.ts';
import { parseRevision, type Revision } from './revision.ts';

/** What happened between the follower and its source, for logs and metrics. */
export type FeedEvent =
  /** The first index is complete, or, after `resync`, another one has taken its place. */
  | {
      readonly type: 'loaded' | 'resynced';
      readonly revision: Revision;
      readonly keys: number;
      readonly durationMs: number;
    }
  /** The first read that failed; said once until the source is back. */
  | { readonly type: 'source_lost'; readonly error: unknown }
  | { readonly type: 'source_back'; readonly awayMs: number };

export interface FeedFollowerOptions {
  readonly feed: ChangeFeed;
  readonly createIndex: () => KeyIndex;
  readonly pollMs: number;
  readonly monotonicMs: () => number;
  readonly onEvent: (event: FeedEvent) => void;
  readonly onAdvanced: () => void;
}

const catchUpTimeoutMs = 2_000;

/**
 * Keeps an index up to date with a feed: snapshot, then changes, then changes again.
 *
 * There is at most one read at a time. When one fails, what is known stays, its age grows, and the
 * next poll tries again. When the source asks for a resync, a second index is filled beside the
 * first, which goes on answering until the other one is complete.
 */
export class FeedFollower {
  readonly #options: FeedFollowerOptions;
  readonly #ready = Promise.withResolvers<void>();
  readonly #afterRead = new Set<() => void>();
  #index: KeyIndex;
  #isReady = false;
  #isStopped = false;
  #current: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastReadMs = 0;
  #lostMs: number | undefined;

  constructor(options: FeedFollowerOptions) {
    this.#options = options;
    this.#index = options.createIndex();
  }

  /** Replaced by a resync: do not keep it. Empty until ready. */
  get index(): KeyIndex {
    return this.#index;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Milliseconds since the beginning of the last read that succeeded; `null` until ready. */
  get ageMs(): number | null {
    return this.#isReady ? this.#options.monotonicMs() - this.#lastReadMs : null;
  }

  /** Resolves when a snapshot and the changes after it have been read; rejects when stopped before. */
  start(): Promise<void> {
    this.#poll();
    return this.#ready.promise;
  }

  /** There may be news: reads soon, once for all who say so meanwhile. Before the start it does nothing. */
  wake(): void {
    if (this.#isReady && !this.#isStopped) this.#read().catch(() => {});
  }

  /** No read begins any more. One that is under way changes nothing. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#ready.reject(new Error('The follower was stopped before it was ready.'));
    // Whoever waits for readiness hears of it; that nobody waits is no unhandled error.
    this.#ready.promise.catch(() => {});
  }

  /** Whether the index contains this revision. */
  hasReached(revision: Revision): boolean {
    const asked = parseRevision(revision);
    const reached = parseRevision(this.#index.revision ?? '');
    return asked !== undefined && reached?.epoch === asked.epoch && reached.number >= asked.number;
  }

  /**
   * Resolves when the index contains `revision`, or with `null` what was there when it was called.
   * Rejects when the source fails, does not answer within 2 s, or has no such revision.
   */
  async catchUp(revision: Revision | null): Promise<void> {
    if (revision !== null && this.hasReached(revision)) return;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Error(`The source of changes did not answer within ${catchUpTimeoutMs} ms.`)),
      catchUpTimeoutMs,
    ).unref();
    try {
      await Promise.race([this.#read(), late.promise]);
    } finally {
      clearTimeout(timer);
    }
    // A change is visible to every read that begins after its commit, so one read is enough.
    if (revision !== null && !this.hasReached(revision)) {
      throw new Error(`The source of changes is at ${this.#index.revision} and does not know ${revision}.`);
    }
  }

  /** Whether `revision` is reached within `timeoutMs`. */
  async waitFor(revision: Revision, timeoutMs: number): Promise<boolean> {
    if (this.hasReached(revision)) return true;
    const outcome = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => outcome.resolve(false), timeoutMs).unref();
    const look = () => {
      if (this.hasReached(revision)) outcome.resolve(true);
    };
    this.#afterRead.add(look);
    // Now rather than at the next poll. If it fails, the poll tries again while we wait.
    this.#read().catch(() => {});
    try {
      return await outcome.promise;
    } finally {
      clearTimeout(timer);
      this.#afterRead.delete(look);
    }
  }

  #poll(): void {
    const goOn = () => {
      if (!this.#isStopped) this.#timer = setTimeout(() => this.#poll(), this.#options.pollMs).unref();
    };
    this.#read().then(goOn, goOn);
  }

  /** A read that begins after this call. All who ask while another one is running share the next. */
  #read(): Promise<void> {
    if (this.#next !== undefined) return this.#next;
    if (this.#current === undefined) return this.#beginRead();
    const begin = () => {
      this.#next = undefined;
      return this.#beginRead();
    };
    this.#next = this.#current.then(begin, begin);
    return this.#next;
  }

  #beginRead(): Promise<void> {
    this.#current = this.#readOnce().finally(() => {
      this.#current = undefined;
    });
    return this.#current;
  }

  async #readOnce(): Promise<void> {
    this.#failIfStopped();
    const startMs = this.#options.monotonicMs();
    const before = this.#index.revision;
    try {
      if (!this.#isReady) await this.#load('loaded');
      else if (!(await this.#followInto(this.#index))) await this.#load('resynced');
    } catch (error) {
      if (this.#lostMs === undefined && !this.#isStopped) {
        this.#lostMs = startMs;
        this.#options.onEvent({ type: 'source_lost', error });
      }
      throw error;
    }
    if (this.#lostMs !== undefined) {
      this.#options.onEvent({ type: 'source_back', awayMs: startMs - this.#lostMs });
      this.#lostMs = undefined;
    }
    for (const look of this.#afterRead) look();
    if (this.#index.revision !== before) this.#options.onAdvanced();
  }

  /** Applies what came after the index's revision; `false` when the source asks for a resync. */
  async #followInto(index: KeyIndex): Promise<boolean> {
    const startMs = this.#options.monotonicMs();
    const changes = await this.#options.feed.readChanges(index.revision as Revision);
    this.#failIfStopped();
    if (changes.kind === 'resync') return false;
    // Without a pause in between: no decision sees half a change.
    for (const record of changes.records) index.apply(record);
    index.advance(changes.revision);
    // Counted from the beginning: what was committed while we read may be missing.
    const asOfMs = changes.ageMs === undefined ? startMs : this.#options.monotonicMs() - changes.ageMs;
    this.#lastReadMs = Math.max(this.#lastReadMs, asOfMs);
    return true;
  }

  async #load(type: 'loaded' | 'resynced'): Promise<void> {
    const startMs = this.#options.monotonicMs();
    const index = this.#options.createIndex();
    const snapshot = await this.#options.feed.openSnapshot();
    for await (const batch of snapshot.batches) {
      this.#failIfStopped();
      for (const record of batch) index.apply(record);
    }
    index.advance(snapshot.revision);
    // Pages of a snapshot are read one after another, so it is consistent only with the changes made meanwhile.
    if (!(await this.#followInto(index))) throw new Error('The source of changes began anew while it was being read.');
    const replaced = this.#index;
    this.#index = index;
    replaced.retire();
    this.#isReady = true;
    this.#ready.resolve();
    this.#options.onEvent({
      type,
      revision: index.revision as Revision,
      keys: index.stats().keys,
      durationMs: this.#options.monotonicMs() - startMs,
    });
  }

  #failIfStopped(): void {
    if (this.#isStopped) throw new Error('The follower was stopped.');
  }
}
