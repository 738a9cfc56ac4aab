import type { Kysely, Selectable } from 'kysely';
import type { ApiKey } from '../../domain/api-key.ts';
import { linkState } from './links.ts';
import type { Tables } from './tables.ts';
import { readLastUses } from './usage-reader.ts';

/** Adds tokens, renewal and own roles to rows of keys, in the order of the rows: four queries for all of them. */
export async function completeKeys(db: Kysely<Tables>, rows: readonly Selectable<Tables['keys']>[]): Promise<ApiKey[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const tokenRows = await db
    .selectFrom('tokens')
    .leftJoin('links', (join) =>
      join.onRef('links.key_id', '=', 'tokens.key_id').onRef('links.token_id', '=', 'tokens.id'),
    )
    .select(['tokens.key_id', 'tokens.id', 'tokens.role', 'tokens.created_at', linkState.as('link')])
    .where('tokens.key_id', 'in', ids)
    .orderBy('tokens.created_at')
    .orderBy('tokens.role', 'desc')
    .execute();
  const renewalRows = await db.selectFrom('renewals').selectAll().where('key_id', 'in', ids).execute();
  const roleRows = await db
    .selectFrom('grant_roles')
    .innerJoin('keys', (join) =>
      join.onRef('keys.id', '=', 'grant_roles.key_id').onRef('keys.account_id', '=', 'grant_roles.account_id'),
    )
    .innerJoin('roles', (join) =>
      join.onRef('roles.account_id', '=', 'grant_roles.account_id').onRef('roles.id', '=', 'grant_roles.role_id'),
    )
    .select(['grant_roles.key_id', 'roles.id', 'roles.name'])
    .where('grant_roles.key_id', 'in', ids)
    .where('roles.deleted_at', 'is', null)
    .orderBy('roles.id')
    .execute();
  const lastUses = await readLastUses(db, ids);
  const tokens = Map.groupBy(tokenRows, (row) => row.key_id);
  const roles = Map.groupBy(roleRows, (row) => row.key_id);
  const renewals = new Map(
    renewalRows.map((row) => [row.key_id, { startedAt: row.started_at, startedBy: row.started_by }]),
  );
  return rows.map((row) => ({
    id: row.id,
    appKey: row.app_key,
    accountId: row.account_id,
    label: row.label,
    isActive: row.is_active === 1,
    createdAt: row.created_at,
    createdBy: row.created_by,
    roles: (roles.get(row.id) ?? []).map(({ id, name }) => ({ id, name })),
    renewal: renewals.get(row.id) ?? null,
    tokens: (tokens.get(row.id) ?? []).map((token) => ({
      role: token.role,
      createdAt: token.created_at,
      lastUsedAt: lastUses.get(token.id) ?? null,
      link: token.link ?? 'none',
    })),
    lastUsedAt: row.last_used_at === 0 ? null : row.last_used_at,
  }));
}
