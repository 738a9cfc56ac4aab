import type { NodeReport, SeenNode } from '../../domain/node.ts';

/** Which nodes there are: outside of changes, without a revision, by the clock of the database. */
export interface NodeRegistry {
  /**
   * Says that these live and how far they are. One that comes new under the name of one that lives gets `#2`, `#3` and so on
   * behind it; the name of one that is gone is free.
   */
  reportNodes(nodes: readonly NodeReport[]): Promise<void>;
  /** They end: nobody waits for them any more. */
  removeNodes(ids: readonly string[]): Promise<void>;
  /** All that were heard of within the last day, by name. */
  listNodes(): Promise<SeenNode[]>;
}

/** News of this database. */
export interface ChangeHints {
  /**
   * Calls `onHint` soon after each change, whoever made it, and after each report of a node. It may come without reason, and it may be
   * lost: what there is says only the database.
   */
  follow(onHint: () => void, onState?: (state: HintState) => void): HintFollowing;
}

/** `off`: changes are found by asking alone, for a reason that `detail` says. */
export type HintState = { readonly isOn: true } | { readonly isOn: false; readonly detail: string };

interface HintFollowing {
  stop(): Promise<void>;
}
