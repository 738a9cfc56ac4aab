import { type Kysely, sql } from 'kysely';
import type { Revision } from '#engine';
import { ChaveiroError } from '../../domain/errors.ts';
import { goneAfterMs, type NodeReport } from '../../domain/node.ts';
import type { NodeRegistry } from '../storage.ts';
import { databaseTime } from './database-time.ts';
import type { Tables } from './tables.ts';

const keptMs = 24 * 3_600_000;
const mostOfOneName = 1_000;

interface NodeRegistryOptions {
  readonly write: Kysely<Tables>;
  readonly read: Kysely<Tables>;
  /** Lets those know who wait for a node. */
  readonly announce: () => Promise<void>;
}

export function nodeRegistry({ write: db, read, announce }: NodeRegistryOptions): NodeRegistry {
  async function report(node: NodeReport): Promise<void> {
    const { id, revision, behindMs } = node;
    const known = await db
      .updateTable('nodes')
      .set({ revision, behind_ms: Math.round(behindMs), seen_at: databaseTime })
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirst();
    if (known === undefined) await join(node);
  }

  /** One statement for each name that is tried: of two that come at once, one gets it. */
  async function join({ id, name, kind, accountId, version, revision, behindMs }: NodeReport): Promise<void> {
    const rest = {
      kind,
      account_id: accountId,
      version,
      revision,
      behind_ms: Math.round(behindMs),
      seen_at: databaseTime,
    };
    for (let number = 1; number <= mostOfOneName; number++) {
      const taken = await db
        .insertInto('nodes')
        .values({ id, name: number === 1 ? name : `${name}#${number}`, ...rest })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ id, ...rest })
            .where('nodes.seen_at', '<', sql<number>`${databaseTime} - ${goneAfterMs}`),
        )
        .returning('id')
        .executeTakeFirst();
      if (taken !== undefined) return;
    }
    throw new ChaveiroError('internal', `There are ${mostOfOneName} nodes named "${name}".`);
  }

  return {
    async reportNodes(nodes) {
      for (const node of nodes) await report(node);
      await announce();
    },

    async removeNodes(ids) {
      await db.deleteFrom('nodes').where('id', 'in', ids).execute();
      await db.deleteFrom('nodes').where('seen_at', '<', sql<number>`${databaseTime} - ${keptMs}`).execute();
      await announce();
    },

    async listNodes() {
      const rows = await read
        .selectFrom('nodes')
        .selectAll()
        .select(sql<number>`${databaseTime} - seen_at`.as('seen_ago'))
        .where('seen_at', '>=', sql<number>`${databaseTime} - ${keptMs}`)
        .orderBy('name')
        .execute();
      return rows.map(({ id, name, kind, account_id, version, revision, behind_ms, seen_ago }) => ({
        ...{ id, name, kind, version },
        accountId: account_id,
        revision: revision as Revision,
        behindMs: behind_ms,
        seenAgoMs: Math.max(0, Number(seen_ago)),
      }));
    },
  };
}
