import type { Kysely } from 'kysely';
import { ChaveiroError } from '../../domain/errors.ts';
import type { KeyReader, KeyWriter } from '../storage.ts';
import { countExpiringKeys } from './expiring-keys.ts';
import { setExternalKeyStatus } from './external-key-status.ts';
import { deleteGrant, keyNotFound, putGrant, readGrants, writeGrant } from './grants.ts';
import { completeKeys } from './key-details.ts';
import { listKeys } from './key-list.ts';
import { labelKey, searchText } from './label-key.ts';
import { insertToken, updateTokens } from './renewals.ts';
import type { ChangeStamp } from './revision.ts';
import type { Tables } from './tables.ts';
import { eraseUsesOf } from './usage.ts';

export function keyReader(db: Kysely<Tables>): KeyReader {
  return {
    async listKeys(query) {
      return await listKeys(db, query);
    },

    async countExpiringKeys(query) {
      return await countExpiringKeys(db, query);
    },

    async findKey(accountId, keyId) {
      const rows = await liveKeys(db).where('id', '=', keyId).where('account_id', '=', accountId).execute();
      return (await completeKeys(db, rows))[0];
    },

    async findKeyByAppKey(appKey, ownerId) {
      const named = liveKeys(db).where('app_key', '=', appKey);
      const rows = await (ownerId === undefined ? named : named.where('account_id', '=', ownerId)).execute();
      return (await completeKeys(db, rows))[0];
    },

    async findKeyStatus(keyId, tokenId) {
      const row = await db
        .selectFrom('keys')
        .innerJoin('accounts', 'accounts.id', 'keys.account_id')
        .leftJoin('tokens', (join) => join.onRef('tokens.key_id', '=', 'keys.id').on('tokens.id', '=', tokenId))
        .select([
          'keys.app_key as appKey',
          'keys.is_active as isActive',
          'accounts.is_active as isOwnerActive',
          'tokens.role as tokenRole',
        ])
        .where('keys.id', '=', keyId)
        .where('keys.deleted_at', 'is', null)
        .executeTakeFirst();
      return row && { ...row, isActive: row.isActive === 1, isOwnerActive: row.isOwnerActive === 1 };
    },

    async isAppKeyTaken(appKey) {
      return (await db.selectFrom('keys').select('id').where('app_key', '=', appKey).executeTakeFirst()) !== undefined;
    },

    async listImportedTokens(keyId) {
      return await db
        .selectFrom('tokens')
        .select(['id', 'stored_hash as storedHash', 'pepper_id as pepperId'])
        .where('key_id', '=', keyId)
        .where('is_imported', '=', 1)
        .execute();
    },

    async listGrantsOfKey(keyId) {
      return await readGrants(db, keyId);
    },

    async findGrant(accountId, keyId) {
      return (await readGrants(db, keyId, accountId))[0];
    },
  };
}

export function keyWriter(db: Kysely<Tables>, stamp: ChangeStamp): KeyWriter {
  return {
    async insertKey({ id, appKey, accountId, label, createdAt, createdBy, roleIds, token }) {
      const row = await db
        .insertInto('keys')
        .values({
          id,
          app_key: appKey,
          account_id: accountId,
          label,
          label_key: labelKey(label),
          search_text: searchText(label, appKey),
          is_active: 1,
          created_at: createdAt,
          created_by: createdBy,
          deleted_at: null,
          newest_token_at: token.createdAt,
          revision: stamp.revision,
        })
        .onConflict((conflict) => conflict.column('app_key').doNothing())
        .returning('id')
        .executeTakeFirst();
      if (row === undefined) {
        throw new ChaveiroError('key_string_taken', `A key with the key string "${appKey}" exists or existed.`);
      }
      await insertToken(db, id, token);
      const grant = { accountId, keyId: id, addedAt: createdAt, addedBy: createdBy, note: null, expiresAt: null };
      await writeGrant(db, { ...grant, roleIds });
      await addToKeyCount(db, accountId, 1);
    },

    async updateKey(keyId, { label, isActive }) {
      const labels = label === undefined ? {} : await labelColumns(db, keyId, label);
      const status = isActive === undefined ? {} : { is_active: isActive ? (1 as const) : (0 as const) };
      const row = await db
        .updateTable('keys')
        .set({ ...labels, ...status, revision: stamp.revision })
        .where('id', '=', keyId)
        .where('deleted_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      if (row === undefined) throw keyNotFound();
      if (isActive !== undefined) await setExternalKeyStatus(db, { keyId });
    },

    async updateTokens(keyId, change) {
      await updateTokens(db, stamp, await getLiveKey(db, keyId), change);
    },

    async deleteKey(keyId, deletedAt) {
      const key = await getLiveKey(db, keyId);
      await deleteGrant(db, keyId, key.account_id);
      await db.deleteFrom('renewals').where('key_id', '=', keyId).execute();
      await db.deleteFrom('tokens').where('key_id', '=', keyId).execute();
      await db
        .updateTable('keys')
        .set({ deleted_at: deletedAt, revision: stamp.revision })
        .where('id', '=', keyId)
        .execute();
      // After the key itself, as a batch of use does it: in this order neither waits for the other in a circle.
      await eraseUsesOf(db, keyId);
      await setExternalKeyStatus(db, { keyId });
      await addToKeyCount(db, key.account_id, -1);
    },

    async putGrant(grant) {
      await putGrant(db, stamp, grant);
    },
  };
}

function liveKeys(db: Kysely<Tables>) {
  return db.selectFrom('keys').selectAll().where('deleted_at', 'is', null);
}

async function getLiveKey(db: Kysely<Tables>, keyId: string) {
  const key = await liveKeys(db).where('id', '=', keyId).executeTakeFirst();
  if (key === undefined) throw keyNotFound();
  return key;
}

async function labelColumns(db: Kysely<Tables>, keyId: string, label: string) {
  const { app_key } = await getLiveKey(db, keyId);
  return { label, label_key: labelKey(label), search_text: searchText(label, app_key) };
}

/** The account's revision stays: how many keys it has is nothing that a decision depends on. */
async function addToKeyCount(db: Kysely<Tables>, accountId: number, difference: 1 | -1): Promise<void> {
  await db
    .updateTable('accounts')
    .set((eb) => ({ key_count: eb('key_count', '+', difference) }))
    .where('id', '=', accountId)
    .execute();
}
