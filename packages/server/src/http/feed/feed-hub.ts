import { randomUUID } from 'node:crypto';
import {
  AccountView,
  type ChangeFeed,
  type Changes,
  encodeFrame,
  type FeedFrame,
  type FeedRecord,
  feedFormat,
  parseRevision,
  type Revision,
  type Verifier,
} from '#engine';
import { FrameQueue } from './frame-queue.ts';

const heartbeatMs = 1_000;
/** Changes that are nothing to a follower are told together: only that it has reached them. */
const nothingNewMs = 20;

export interface FeedHubOptions {
  /** From where followers that come get what they lack. */
  readonly feed: ChangeFeed;
  readonly verifier: () => Pick<Verifier, 'index' | 'state'>;
}

/** A follower that is connected. */
export interface OpenStream {
  /** What it calls itself when it says how far it is. */
  readonly node: string;
  readonly followerId: string;
  /** Frames, each on a line of its own. Ends when the follower is revoked, too slow, or the server closes. */
  readonly lines: AsyncIterable<string>;
}

/** All followers that get the same. */
interface Scope {
  /** `null` for everything. */
  readonly view: AccountView | null;
  readonly subscribers: Set<Subscriber>;
  /** Reached by nothing new, and not told yet. */
  silent: NodeJS.Timeout | undefined;
}

interface Subscriber {
  readonly followerId: string;
  readonly queue: FrameQueue;
  /** While it gets what it lacks, what comes meanwhile waits here. */
  waiting: { readonly revision: Revision; readonly line: string }[] | null;
}

/**
 * Passes the changes that this server follows on to its followers: each is read from the database once, and written as text
 * once for all who get the same.
 */
export class FeedHub {
  readonly #options: FeedHubOptions;
  readonly #scopes = new Map<number | null, Scope>();
  readonly #heartbeat: NodeJS.Timeout;
  #isClosed = false;

  constructor(options: FeedHubOptions) {
    this.#options = options;
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs).unref();
  }

  /** The feed for this server's own decisions: what it reads, the followers hear of. */
  tap(feed: ChangeFeed): ChangeFeed {
    return {
      openSnapshot: () => feed.openSnapshot(),
      readChanges: async (after) => {
        const changes = await feed.readChanges(after);
        this.#publish(after, changes);
        return changes;
      },
    };
  }

  /** @param accountId of which account the follower gets the part; `null` for everything */
  open(followerId: string, accountId: number | null, after: Revision | undefined): OpenStream {
    const node = randomUUID();
    return { node, followerId, lines: this.#linesOf(node, followerId, accountId, after) };
  }

  /** How many followers are connected. */
  get size(): number {
    return [...this.#scopes.values()].reduce((sum, { subscribers }) => sum + subscribers.size, 0);
  }

  endStreamsOf(followerId: string): void {
    for (const { subscribers } of this.#scopes.values()) {
      for (const { followerId: id, queue } of subscribers) if (id === followerId) queue.end();
    }
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    for (const { subscribers, silent } of this.#scopes.values()) {
      clearTimeout(silent);
      for (const { queue } of subscribers) queue.end();
    }
  }

  async *#linesOf(
    node: string,
    followerId: string,
    accountId: number | null,
    after: Revision | undefined,
  ): AsyncGenerator<string> {
    if (this.#isClosed) return;
    const scope = this.#scopeOf(accountId);
    const subscriber: Subscriber = { followerId, queue: new FrameQueue(), waiting: [] };
    scope.subscribers.add(subscriber);
    try {
      yield lineOf({ type: 'hello', format: feedFormat, node });
      let reached: Revision | undefined;
      for await (const frame of this.#whatIsMissing(scope, after)) {
        yield lineOf(frame);
        if (frame.type === 'resync') return;
        if (frame.type === 'changes') reached = frame.revision;
      }
      for (const { revision, line } of subscriber.waiting ?? []) {
        if (!isContainedIn(revision, reached)) yield line;
      }
      subscriber.waiting = null;
      for (;;) {
        const text = await subscriber.queue.next();
        if (text === undefined) return;
        yield text;
      }
    } finally {
      scope.subscribers.delete(subscriber);
      if (scope.subscribers.size === 0) this.#scopes.delete(accountId);
    }
  }

  /** Ends with the changes up to about now, or with `resync`. */
  async *#whatIsMissing(scope: Scope, after: Revision | undefined): AsyncGenerator<FeedFrame> {
    const project = (records: readonly FeedRecord[]) => scope.view?.project(records) ?? records;
    let from = after;
    if (from === undefined) {
      const { revision, batches } = await this.#options.feed.openSnapshot();
      yield { type: 'snapshot', revision };
      for await (const batch of batches) {
        const records = project(batch);
        if (records.length > 0) yield { type: 'records', records };
      }
      yield { type: 'snapshot-end' };
      from = revision;
    }
    const changes = await this.#options.feed.readChanges(from);
    const canGoOn =
      changes.kind === 'changes' && (after === undefined || scope.view?.canResumeWith(changes.records) !== false);
    if (!canGoOn) yield { type: 'resync' };
    else yield { type: 'changes', revision: changes.revision, records: project(changes.records) };
  }

  #scopeOf(accountId: number | null): Scope {
    let scope = this.#scopes.get(accountId);
    if (scope === undefined) {
      const findAccount = (id: number) => this.#options.verifier().index.accounts.findById(id)?.record ?? undefined;
      const view = accountId === null ? null : new AccountView(accountId, findAccount);
      scope = { view, subscribers: new Set(), silent: undefined };
      this.#scopes.set(accountId, scope);
    }
    return scope;
  }

  #publish(after: Revision, changes: Changes): void {
    if (changes.kind === 'resync') {
      for (const { subscribers } of this.#scopes.values()) {
        for (const subscriber of subscribers) this.#send(subscriber, after, lineOf({ type: 'resync' }));
        for (const { queue } of subscribers) queue.end();
      }
      return;
    }
    const { revision, records } = changes;
    if (revision === after) return;
    for (const scope of this.#scopes.values()) {
      const told = scope.view?.project(records) ?? records;
      if (told.length === 0) {
        scope.silent ??= setTimeout(() => this.#tellNothingNew(scope), nothingNewMs).unref();
        continue;
      }
      const line = lineOf({ type: 'changes', revision, records: told });
      for (const subscriber of scope.subscribers) this.#send(subscriber, revision, line);
    }
  }

  /** Up to the revision that this server has reached. */
  #tellNothingNew(scope: Scope): void {
    scope.silent = undefined;
    const { revision } = this.#options.verifier().state();
    if (revision === null) return;
    const line = lineOf({ type: 'changes', revision, records: [] });
    for (const subscriber of scope.subscribers) this.#send(subscriber, revision, line);
  }

  #send({ waiting, queue }: Subscriber, revision: Revision, line: string): void {
    if (waiting === null) queue.push(line);
    else waiting.push({ revision, line });
  }

  /** That the connection lives; not while something waits, which says so as well. */
  #beat(): void {
    const { revision, ageMs } = this.#options.verifier().state();
    if (revision === null || ageMs === null) return;
    const line = lineOf({ type: 'heartbeat', revision, ageMs: Math.round(ageMs) });
    for (const { subscribers } of this.#scopes.values()) {
      for (const { queue, waiting } of subscribers) if (waiting === null && queue.isEmpty) queue.push(line);
    }
  }
}

function lineOf(frame: FeedFrame): string {
  return `${encodeFrame(frame)}\n`;
}

/** Whether what came with `revision` is part of what was read up to `reached`. */
function isContainedIn(revision: Revision, reached: Revision | undefined): boolean {
  const [one, other] = [parseRevision(revision), parseRevision(reached ?? '')];
  return one !== undefined && one.epoch === other?.epoch && one.number <= other.number;
}
