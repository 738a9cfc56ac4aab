import type { Kysely } from 'kysely';
import type { ExternalKeyReader, ExternalKeyWriter } from '../storage.ts';
import { readExternalKeys } from './external-key-details.ts';
import { listExternalKeys } from './external-key-list.ts';
import { deleteGrant } from './grants.ts';
import type { ChangeStamp } from './revision.ts';
import type { Tables } from './tables.ts';

export function externalKeyReader(db: Kysely<Tables>): ExternalKeyReader {
  return {
    async listExternalKeys(query) {
      return await listExternalKeys(db, query);
    },

    async findExternalKey(accountId, keyId) {
      return (await readExternalKeys(db, accountId, [keyId]))[0];
    },

    async findExternalKeyByAppKey(accountId, appKey) {
      const row = await db
        .selectFrom('external_keys')
        .select('key_id')
        .where('account_id', '=', accountId)
        .where('app_key', '=', appKey)
        .executeTakeFirst();
      return row && (await readExternalKeys(db, accountId, [row.key_id]))[0];
    },

    async listGrantingAccounts(keyId) {
      return await db
        .selectFrom('external_keys')
        .innerJoin('accounts', 'accounts.id', 'external_keys.account_id')
        .select(['external_keys.account_id as accountId', 'accounts.name as account', 'added_at as addedAt'])
        .where('external_keys.key_id', '=', keyId)
        .orderBy('accounts.name')
        .execute();
    },

    async listExternalKeyFailures(accountId, after) {
      const rows = await db
        .selectFrom('external_key_failures')
        .select('failed_at')
        .where('account_id', '=', accountId)
        .where('failed_at', '>', after)
        .orderBy('failed_at')
        .execute();
      return rows.map((row) => row.failed_at);
    },
  };
}

export function externalKeyWriter(db: Kysely<Tables>, { revision }: ChangeStamp): ExternalKeyWriter {
  return {
    async deleteExternalKey(accountId, keyId) {
      // The key itself first, as a batch of use does it: in this order neither waits for the other in a circle.
      await db.updateTable('keys').set({ revision }).where('id', '=', keyId).where('deleted_at', 'is', null).execute();
      await deleteGrant(db, keyId, accountId);
      await db.deleteFrom('external_keys').where('key_id', '=', keyId).where('account_id', '=', accountId).execute();
    },

    async insertExternalKeyFailure({ accountId, failedAt, forgetUntil }) {
      await db
        .deleteFrom('external_key_failures')
        .where('account_id', '=', accountId)
        .where('failed_at', '<=', forgetUntil)
        .execute();
      await db
        .insertInto('external_key_failures')
        .values({ account_id: accountId, revision, failed_at: failedAt })
        .execute();
    },
  };
}
