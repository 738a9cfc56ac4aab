import { parseRevision, type Revision } from '#engine';
import { goneAfterMs, type SeenNode } from '../../domain/node.ts';
import type { NodeRegistry } from '../../storage/storage.ts';

/** Who decides by a change. */
export interface Receipt {
  /** How many nodes live. */
  readonly nodes: number;
  /** How many of them decide by it. */
  readonly applied: number;
  /** From when it was made until the last of them did, or until now. */
  readonly ms: number;
}

export interface ReceiptsOptions {
  readonly registry: Pick<NodeRegistry, 'listNodes'>;
  /** Milliseconds that only grow. Default `performance.now`. */
  readonly monotonicMs?: () => number;
}

/** How often nodes are looked at while somebody waits and nobody says that there is news. */
const lookEveryMs = 50;
const rememberedChanges = 1_000;

/** Waits until every live node decides by a change, and remembers for a while how long that took. */
export class Receipts {
  readonly #options: ReceiptsOptions;
  readonly #now: () => number;
  readonly #slowest = new Map<Revision, number>();
  #news = Promise.withResolvers<void>();

  constructor(options: ReceiptsOptions) {
    this.#options = options;
    this.#now = options.monotonicMs ?? (() => performance.now());
  }

  /**
   * Answers when all nodes that live have applied `revision`, or when `limitMs` are over. A node that dies meanwhile is not waited
   * for once it counts as gone. Never rejects: when nobody can be asked, nobody is said to have applied it.
   */
  async wait(revision: Revision, limitMs: number): Promise<Receipt> {
    const startMs = this.#now();
    for (;;) {
      const news = this.#news.promise;
      const seen = await this.look(revision).catch(() => ({ nodes: 0, applied: 0 }));
      const ms = Math.round(this.#now() - startMs);
      const isComplete = seen.nodes > 0 && seen.applied === seen.nodes;
      if (isComplete) this.#remember(revision, ms);
      if (isComplete || ms >= limitMs) return { ...seen, ms };
      await Promise.race([news, pause(Math.min(lookEveryMs, limitMs - ms))]);
    }
  }

  /** There may be news of nodes. */
  hint(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  /** How many nodes live, and how many of them decide by a change. */
  async look(revision: Revision): Promise<Omit<Receipt, 'ms'>> {
    const nodes = (await this.#options.registry.listNodes()).filter(({ seenAgoMs }) => seenAgoMs <= goneAfterMs);
    return { nodes: nodes.length, applied: nodes.filter((node) => hasApplied(node, revision)).length };
  }

  /** How long the slowest node took, where this server has waited for it; `null` where nobody did. */
  slowestMs(revision: Revision): number | null {
    return this.#slowest.get(revision) ?? null;
  }

  #remember(revision: Revision, ms: number): void {
    this.#slowest.set(revision, Math.max(ms, this.#slowest.get(revision) ?? 0));
    const [oldest] = this.#slowest.keys();
    if (this.#slowest.size > rememberedChanges && oldest !== undefined) this.#slowest.delete(oldest);
  }
}

function hasApplied(node: SeenNode, revision: Revision): boolean {
  const [reached, asked] = [parseRevision(node.revision), parseRevision(revision)];
  return reached !== undefined && reached.epoch === asked?.epoch && reached.number >= asked.number;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(1, ms)));
}
