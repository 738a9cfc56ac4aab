import { randomUUID } from 'node:crypto';
import type { Revision, Verifier } from '#engine';
import { goneAfterMs, type NodeKind, type NodeReport } from '../domain/node.ts';
import type { StoredFollower } from '../domain/token-keys.ts';
import type { Logger } from '../observability/logger.ts';
import type { NodeRegistry } from '../storage/storage.ts';

const reportEveryMs = 1_000;
/** Between two reports of news: receipts wait for them, and the database should not. */
const newsEveryMs = 25;

export interface PresenceOptions {
  readonly registry: NodeRegistry;
  readonly verifier: Pick<Verifier, 'state'>;
  /** What this server is called. */
  readonly name: string;
  readonly version: string;
  readonly logger: Logger;
  /** Milliseconds that only grow. Default `performance.now`. */
  readonly monotonicMs?: () => number;
}

/** A follower of this server that has said how far it is. */
interface HeardFollower extends NodeReport {
  readonly heardMs: number;
}

/** Tells everybody on the database that this server lives and how far it is, and the same of the followers that report to it. */
export class Presence {
  readonly id = randomUUID();
  readonly #options: PresenceOptions;
  readonly #now: () => number;
  readonly #followers = new Map<string, HeardFollower>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #reported: Revision | null = null;
  #hasNews = false;
  #isStopped = false;
  #isLost = false;
  #liveNodes = 1;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#now = options.monotonicMs ?? (() => performance.now());
  }

  /** Has to be called once this server decides. */
  start(): void {
    this.#schedule(0);
  }

  /** This server, or a follower of it, may have reached something new: said soon. */
  hasReached(): void {
    this.#hasNews = true;
    if (this.#running === undefined) this.#schedule(0);
  }

  /** A follower has said how far it is. `agent` is what it calls its program, such as `chaveiro-sdk/1.2.3`. */
  heardOf(follower: Pick<StoredFollower, 'name' | 'accountId'>, node: string, revision: Revision, agent = ''): void {
    const [, program = '', version = ''] = /^chaveiro-(\w+)\/([\w.-]{1,40})/.exec(agent) ?? [];
    const kind: NodeKind = program === 'edge' ? 'edge' : 'sdk';
    const { name, accountId } = follower;
    const known = this.#followers.get(node);
    this.#followers.set(node, {
      id: node,
      name,
      kind,
      accountId,
      version,
      revision,
      behindMs: 0,
      heardMs: this.#now(),
    });
    if (known?.revision !== revision) this.hasReached();
  }

  /** How many nodes live, this one included, as of the last second. While the database is away, as it was. */
  get liveNodes(): number {
    return this.#liveNodes;
  }

  /** Nobody waits for this server any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
    await this.#options.registry.removeNodes([this.id, ...this.#followers.keys()]).catch(() => {});
  }

  #schedule(ms: number): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#running = this.#report().finally(() => {
        this.#running = undefined;
        this.#schedule(this.#hasNews ? newsEveryMs : reportEveryMs);
      });
    }, ms);
    this.#timer.unref();
  }

  async #report(): Promise<void> {
    const isRegular = !this.#hasNews;
    this.#hasNews = false;
    const { revision, ageMs } = this.#options.verifier.state();
    if (revision === null || ageMs === null) return;
    const { name, version, registry, logger } = this.#options;
    const own: NodeReport = { id: this.id, name, kind: 'server', accountId: null, version, revision, behindMs: ageMs };
    for (const [id, { heardMs }] of this.#followers) {
      if (this.#now() - heardMs > goneAfterMs) this.#followers.delete(id);
    }
    try {
      await registry.reportNodes([own, ...this.#followers.values()]);
      this.#reported = revision;
      if (isRegular) {
        const seen = await registry.listNodes();
        this.#liveNodes = Math.max(1, seen.filter(({ seenAgoMs }) => seenAgoMs <= goneAfterMs).length);
      }
      this.#isLost = false;
    } catch (error) {
      // The log has heard by other ways that the database is away; what is told here is said once.
      if (!this.#isLost)
        logger.warn({ err: error }, 'other nodes do not hear of this one: the database does not take its report');
      this.#isLost = true;
    }
    if (this.#options.verifier.state().revision !== this.#reported) this.#hasNews = true;
  }
}
