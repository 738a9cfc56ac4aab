import type { Revision } from '#engine';

export type NodeKind = 'server' | 'edge' | 'sdk';

/** Who has not been heard of for longer counts as gone. */
export const goneAfterMs = 10_000;

/** A process that decides, as it or its server describes it. */
export interface NodeReport {
  /** Another one at each start. */
  readonly id: string;
  /** What it wants to be called. */
  readonly name: string;
  readonly kind: NodeKind;
  /** Of a follower of one account. */
  readonly accountId: number | null;
  readonly version: string;
  /** What it decides by. */
  readonly revision: Revision;
  /** For how many milliseconds, at most, there may be something newer. */
  readonly behindMs: number;
}

/** A node as others see it. */
export interface SeenNode extends NodeReport {
  /** Since it was heard of, by the clock of the database. */
  readonly seenAgoMs: number;
}
