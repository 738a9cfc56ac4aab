import type { GrantRecord, KeyRecord } from '@chaveiro/sdk';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** Which keys: what changed after a revision, with tombstones; or the next live ones by id. */
export type KeySelection = { readonly changedAfter: number } | { readonly liveAfterId: string; readonly limit: number };

/**
 * Keys with their tokens and grants, whole, by id. Separate queries over the same keys, put
 * together here: one query with joins would repeat each key for each pair of token and role.
 */
export async function readKeyRecords(db: Kysely<Tables>, selection: KeySelection): Promise<KeyRecord[]> {
  const keys = await selectKeys(db, selection).execute();
  const last = keys.at(-1);
  if (last === undefined) return [];

  // A deleted key between two live ones has neither tokens nor grants, so a range of ids suffices.
  const ofTheseKeys =
    'changedAfter' in selection
      ? sql<boolean>`key_id in (select id from keys where revision > ${selection.changedAfter})`
      : sql<boolean>`key_id > ${selection.liveAfterId} and key_id <= ${last.id}`;
  const tokenRows = await db
    .selectFrom('tokens')
    .selectAll()
    .where(ofTheseKeys)
    .orderBy('created_at')
    .orderBy('role', 'desc')
    .execute();
  const tokens = Map.groupBy(tokenRows, (row) => row.key_id);
  const grants = await readGrantRecords(db, ofTheseKeys);
  return keys.map((key) => ({
    kind: 'key',
    revision: key.revision,
    id: key.id,
    appKey: key.app_key,
    accountId: key.account_id,
    isActive: key.is_active === 1,
    isDeleted: key.deleted_at !== null,
    tokens: (tokens.get(key.id) ?? []).map((token) => ({
      id: token.id,
      role: token.role,
      storedHash: token.stored_hash,
      pepperId: token.pepper_id,
      isImported: token.is_imported === 1,
      createdAt: token.created_at,
    })),
    grants: grants.get(key.id) ?? [],
  }));
}

function selectKeys(db: Kysely<Tables>, selection: KeySelection) {
  const keys = db
    .selectFrom('keys')
    .select(['id', 'app_key', 'account_id', 'is_active', 'deleted_at', 'revision'])
    .orderBy('id');
  return 'changedAfter' in selection
    ? keys.where('revision', '>', selection.changedAfter)
    : keys.where('deleted_at', 'is', null).where('id', '>', selection.liveAfterId).limit(selection.limit);
}

async function readGrantRecords(
  db: Kysely<Tables>,
  ofTheseKeys: ReturnType<typeof sql<boolean>>,
): Promise<Map<string, GrantRecord[]>> {
  const grantRows = await db
    .selectFrom('grants')
    .select(['key_id', 'account_id', 'expires_at'])
    .where(ofTheseKeys)
    .orderBy('key_id')
    .orderBy('account_id')
    .execute();
  const roleRows = await db
    .selectFrom('grant_roles')
    .select(['key_id', 'account_id', 'role_id'])
    .where(ofTheseKeys)
    .orderBy('key_id')
    .orderBy('account_id')
    .orderBy('role_id')
    .execute();
  const roleIds = new Map<string, number[]>();
  for (const row of roleRows) {
    const grant = `${row.key_id}/${row.account_id}`;
    const ids = roleIds.get(grant);
    if (ids === undefined) roleIds.set(grant, [row.role_id]);
    else ids.push(row.role_id);
  }
  const grants = new Map<string, GrantRecord[]>();
  for (const row of grantRows) {
    const record = {
      accountId: row.account_id,
      roleIds: roleIds.get(`${row.key_id}/${row.account_id}`) ?? [],
      expiresAt: row.expires_at,
    };
    const ofKey = grants.get(row.key_id);
    if (ofKey === undefined) grants.set(row.key_id, [record]);
    else ofKey.push(record);
  }
  return grants;
}
