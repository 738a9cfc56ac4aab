import type { Kysely } from 'kysely';
import type { ExternalKey } from '../../domain/external-key.ts';
import { externalKeyRanks } from './external-key-status.ts';
import type { Tables } from './tables.ts';

/** The account's external keys of these ids, in the order of the ids: two queries for all of them. */
export async function readExternalKeys(
  db: Kysely<Tables>,
  accountId: number,
  ids: readonly string[],
): Promise<ExternalKey[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('external_keys')
    .innerJoin('keys', 'keys.id', 'external_keys.key_id')
    .innerJoin('grants', (join) =>
      join
        .onRef('grants.key_id', '=', 'external_keys.key_id')
        .onRef('grants.account_id', '=', 'external_keys.account_id'),
    )
    .selectAll('external_keys')
    .select(['keys.account_id as owner_id', 'grants.note', 'grants.added_by', 'grants.expires_at'])
    .where('external_keys.account_id', '=', accountId)
    .where('external_keys.key_id', 'in', ids)
    .execute();
  const roleRows = await db
    .selectFrom('grant_roles')
    .innerJoin('roles', (join) =>
      join.onRef('roles.account_id', '=', 'grant_roles.account_id').onRef('roles.id', '=', 'grant_roles.role_id'),
    )
    .select(['grant_roles.key_id', 'roles.id', 'roles.name'])
    .where('grant_roles.account_id', '=', accountId)
    .where('grant_roles.key_id', 'in', ids)
    .where('roles.deleted_at', 'is', null)
    .orderBy('roles.id')
    .execute();
  const roles = Map.groupBy(roleRows, (row) => row.key_id);
  const found = new Map(rows.map((row) => [row.key_id, row]));
  return ids.flatMap((id) => {
    const row = found.get(id);
    if (row === undefined) return [];
    return {
      id,
      appKey: row.app_key,
      accountId,
      ownerId: row.owner_id,
      owner: row.owner,
      note: row.note,
      status: statusOf(row.status),
      roles: (roles.get(id) ?? []).map((role) => ({ id: role.id, name: role.name })),
      expiresAt: row.expires_at,
      addedAt: row.added_at,
      addedBy: row.added_by,
      lastUsedAt: row.last_used_at === 0 ? null : row.last_used_at,
    };
  });
}

function statusOf(rank: number): ExternalKey['status'] {
  if (rank === externalKeyRanks.active) return 'active';
  return rank === externalKeyRanks.inactive ? 'inactive' : 'deleted_by_owner';
}
