import type { OperatorActor } from '../../domain/actor.ts';
import { goneAfterMs, type NodeKind } from '../../domain/node.ts';
import type { OperationContext } from '../context.ts';
import { timeText } from '../time-text.ts';

/** A node is behind when there may be something newer for longer than this. */
const behindAfterMs = 5_000;

export interface NodeView {
  /** Of the process; of a follower that is not connected, of its credential. */
  readonly id: string;
  readonly name: string;
  readonly kind: NodeKind | null;
  /** Of a follower of one account. */
  readonly account: string | null;
  readonly version: string | null;
  /** What it decides by. */
  readonly revision: string | null;
  /** For how many milliseconds, at most, there may be something newer. */
  readonly behindMs: number | null;
  readonly seenAt: string | null;
  readonly state: 'current' | 'behind' | 'gone';
}

/** All nodes of the last day, and the followers that have a credential and were not seen. For the operator alone. */
export async function listNodes(context: OperationContext, _actor: OperatorActor): Promise<NodeView[]> {
  const { followers, accounts } = await context.storage.read(async (tx) => ({
    followers: await tx.listFollowers(),
    accounts: new Map((await tx.listAccounts()).map(({ id, name }) => [id, name])),
  }));
  const nameOf = (accountId: number | null) => (accountId === null ? null : (accounts.get(accountId) ?? null));
  const now = context.clock();
  const seen = (await context.storage.nodes.listNodes()).map(
    ({ id, name, kind, accountId, version, revision, behindMs, seenAgoMs }): NodeView => ({
      ...{ id, name, kind, version, revision, behindMs: behindMs + seenAgoMs },
      account: nameOf(accountId),
      seenAt: timeText(now - seenAgoMs),
      state: seenAgoMs > goneAfterMs ? 'gone' : behindMs + seenAgoMs > behindAfterMs ? 'behind' : 'current',
    }),
  );
  const silent = followers
    .filter(({ name }) => !seen.some((node) => node.name === name || node.name.startsWith(`${name}#`)))
    .map(
      ({ id, name, accountId }): NodeView => ({
        ...{ id, name, kind: null, account: nameOf(accountId), version: null, revision: null },
        ...{ behindMs: null, seenAt: null, state: 'gone' },
      }),
    );
  return [...seen, ...silent].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
