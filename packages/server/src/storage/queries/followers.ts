import type { Kysely } from 'kysely';
import type { FollowerReader, FollowerWriter } from '../storage.ts';
import type { ChangeStamp } from './revision.ts';
import type { Tables } from './tables.ts';

export function followerReader(db: Kysely<Tables>): FollowerReader {
  return {
    async listFollowers() {
      const rows = await db
        .selectFrom('followers')
        .selectAll()
        .where('revoked_at', 'is', null)
        .orderBy('name')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        accountId: row.account_id,
        pepperId: row.pepper_id,
        storedHash: row.stored_hash,
        createdAt: row.created_at,
        revokedAt: row.revoked_at,
      }));
    },
  };
}

export function followerWriter(db: Kysely<Tables>, { revision, now }: ChangeStamp): FollowerWriter {
  return {
    async insertFollower({ id, name, accountId, pepperId, storedHash, createdAt }) {
      await db
        .insertInto('followers')
        .values({
          ...{ id, name, revision },
          account_id: accountId,
          pepper_id: pepperId,
          stored_hash: storedHash,
          created_at: createdAt,
          revoked_at: null,
        })
        .execute();
    },

    async revokeFollower(id) {
      await db.updateTable('followers').set({ revoked_at: now, revision }).where('id', '=', id).execute();
    },
  };
}
