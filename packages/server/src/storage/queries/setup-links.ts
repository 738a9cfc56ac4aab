import { type Kysely, sql } from 'kysely';
import type { LinkCeiling } from '../../domain/setup-link.ts';
import type { SetupLinkReader, SetupLinkWriter } from '../storage.ts';
import { databaseTime } from './database-time.ts';
import type { Tables } from './tables.ts';

/** How many links to a first account there are at most. A server that is started again and again prints one each time. */
const firstAccountLinks = 8;

export function setupLinkReader(db: Kysely<Tables>): SetupLinkReader {
  return {
    async findSetupLink(secretHash) {
      const row = await db
        .selectFrom('setup_links')
        .selectAll()
        .where('secret_hash', '=', secretHash)
        .where('expires_at', '>', databaseTime)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      return {
        purpose: row.purpose,
        userId: row.user_id,
        accountId: row.account_id,
        ceiling: JSON.parse(row.ceiling) as LinkCeiling,
        expiresAt: row.expires_at,
      };
    },

    async listInvitations(accountId, userId) {
      // From the account's users to their links: no index leads from an account to its links.
      let query = db
        .selectFrom('memberships')
        .innerJoin('setup_links', (join) =>
          join
            .onRef('setup_links.user_id', '=', 'memberships.user_id')
            .onRef('setup_links.account_id', '=', 'memberships.account_id'),
        )
        .select(['memberships.user_id', 'setup_links.ceiling', 'setup_links.expires_at'])
        .where('memberships.account_id', '=', accountId)
        .where('memberships.joined_at', 'is', null)
        .where('setup_links.purpose', '=', 'invitation')
        .where('setup_links.expires_at', '>', databaseTime);
      if (userId !== undefined) query = query.where('memberships.user_id', '=', userId);
      return (await query.execute()).map((row) => ({
        userId: row.user_id,
        ceiling: JSON.parse(row.ceiling) as LinkCeiling,
        expiresAt: row.expires_at,
      }));
    },
  };
}

export function setupLinkWriter(db: Kysely<Tables>): SetupLinkWriter {
  return {
    async insertSetupLink({ secretHash, purpose, userId, accountId, ceiling, createdAt, createdBy }, lifetimeMs) {
      await db.deleteFrom('setup_links').where('expires_at', '<=', databaseTime).execute();
      // Servers that start on one empty database print a link each, and must not end those of the others.
      if (purpose === 'first_account') await deleteAllButNewest(db, firstAccountLinks - 1);
      else {
        await db
          .deleteFrom('setup_links')
          .where('purpose', '=', purpose)
          .where('user_id', userId === null ? 'is' : '=', userId)
          .where('account_id', accountId === null ? 'is' : '=', accountId)
          .execute();
      }
      return await db
        .insertInto('setup_links')
        .values({
          secret_hash: secretHash,
          purpose,
          user_id: userId,
          account_id: accountId,
          ceiling: JSON.stringify(ceiling),
          created_at: createdAt,
          created_by: createdBy,
          expires_at: sql<number>`${databaseTime} + ${lifetimeMs}`,
        })
        .returning('expires_at as expiresAt')
        .executeTakeFirstOrThrow();
    },

    async deleteSetupLink(secretHash) {
      await db.deleteFrom('setup_links').where('secret_hash', '=', secretHash).execute();
    },

    async deleteSetupLinks({ purpose, userId, accountId }) {
      let query = db.deleteFrom('setup_links').where('purpose', '=', purpose).where('user_id', '=', userId);
      if (accountId !== undefined) query = query.where('account_id', '=', accountId);
      await query.execute();
    },
  };
}

async function deleteAllButNewest(db: Kysely<Tables>, count: number): Promise<void> {
  const links = db.selectFrom('setup_links').select('secret_hash').where('purpose', '=', 'first_account');
  const older = await links.orderBy('expires_at', 'desc').orderBy('secret_hash').limit(1_000).offset(count).execute();
  if (older.length === 0) return;
  await db
    .deleteFrom('setup_links')
    .where(
      'secret_hash',
      'in',
      older.map((row) => row.secret_hash),
    )
    .execute();
}
