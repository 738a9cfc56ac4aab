import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { GrantRecord } from '#engine';
import type { StoredKey } from '../../domain/token-keys.ts';
import type { Tables } from './tables.ts';

/** Keys whose tokens and grants are asked for in one statement. */
const keysPerStatement = 500;

/** The next live keys by id. */
export async function readLiveKeys(db: Kysely<Tables>, afterId: string, limit: number): Promise<StoredKey[]> {
  const keys = await selectKeys(db)
    .where('deleted_at', 'is', null)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute();
  const last = keys.at(-1);
  if (last === undefined) return [];
  // A deleted key between two live ones has no tokens, and its grants are not looked at: a range of ids suffices.
  return await completeRecords(db, keys, sql<boolean>`key_id > ${afterId} and key_id <= ${last.id}`);
}

/**
 * The keys that changed after a revision, with tombstones, in no order: asked for one, an engine
 * may rather walk through all keys by id than sort the few that changed.
 */
export async function readChangedKeys(db: Kysely<Tables>, after: number): Promise<StoredKey[]> {
  const keys = await selectKeys(db).where('revision', '>', after).execute();
  const records: StoredKey[] = [];
  for (let from = 0; from < keys.length; from += keysPerStatement) {
    const some = keys.slice(from, from + keysPerStatement);
    // Named one by one: how many rows a subquery has is a guess, and a wrong one reads whole tables.
    const ids = sql.join(some.map((key) => key.id));
    records.push(...(await completeRecords(db, some, sql<boolean>`key_id in (${ids})`)));
  }
  return records;
}

function selectKeys(db: Kysely<Tables>) {
  return db.selectFrom('keys').select(['id', 'app_key', 'account_id', 'is_active', 'deleted_at', 'revision']);
}

type KeyRow = Awaited<ReturnType<ReturnType<typeof selectKeys>['execute']>>[number];

/**
 * Rows of keys with their tokens and grants, in the order of the rows. Separate queries over the same
 * keys, put together here: one query with joins would repeat each key for each pair of token and role.
 */
async function completeRecords(
  db: Kysely<Tables>,
  keys: readonly KeyRow[],
  ofTheseKeys: RawBuilder<boolean>,
): Promise<StoredKey[]> {
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
    // What other accounts gave to a deleted key stays in their lists, and is of no use.
    grants: key.deleted_at === null ? (grants.get(key.id) ?? []) : [],
  }));
}

async function readGrantRecords(
  db: Kysely<Tables>,
  ofTheseKeys: RawBuilder<boolean>,
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
