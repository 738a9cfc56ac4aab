import type { Kysely } from 'kysely';
import { ChaveiroError } from '../../domain/errors.ts';
import type { Grant } from '../storage.ts';
import type { ChangeStamp } from './revision.ts';
import type { Tables } from './tables.ts';

/** The grants of one key, by account; with `accountId`, only the one in that account. */
export async function readGrants(db: Kysely<Tables>, keyId: string, accountId?: number): Promise<Grant[]> {
  let grantQuery = db.selectFrom('grants').selectAll().where('key_id', '=', keyId).orderBy('account_id');
  let roleQuery = db
    .selectFrom('grant_roles')
    .select(['account_id', 'role_id'])
    .where('key_id', '=', keyId)
    .orderBy('role_id');
  if (accountId !== undefined) {
    grantQuery = grantQuery.where('account_id', '=', accountId);
    roleQuery = roleQuery.where('account_id', '=', accountId);
  }
  const rows = await grantQuery.execute();
  if (rows.length === 0) return [];
  const roles = Map.groupBy(await roleQuery.execute(), (row) => row.account_id);
  return rows.map((row) => ({
    accountId: row.account_id,
    keyId: row.key_id,
    roleIds: (roles.get(row.account_id) ?? []).map((role) => role.role_id),
    addedAt: row.added_at,
    addedBy: row.added_by,
    note: row.note,
    expiresAt: row.expires_at,
  }));
}

/** Inserts or replaces a grant. The key becomes newer, also when another account gives it roles. */
export async function putGrant(db: Kysely<Tables>, { revision }: ChangeStamp, grant: Grant): Promise<void> {
  const { keyId, accountId } = grant;
  const key = await db
    .updateTable('keys')
    .set({ revision })
    .where('id', '=', keyId)
    .where('deleted_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (key === undefined) throw new ChaveiroError('not_found', 'There is no such key.');
  const details = {
    added_at: grant.addedAt,
    added_by: grant.addedBy,
    note: grant.note,
    expires_at: grant.expiresAt,
  };
  await db
    .insertInto('grants')
    .values({ key_id: keyId, account_id: accountId, ...details })
    .onConflict((conflict) => conflict.columns(['key_id', 'account_id']).doUpdateSet(details))
    .execute();
  await db.deleteFrom('grant_roles').where('key_id', '=', keyId).where('account_id', '=', accountId).execute();
  const roles = [...new Set(grant.roleIds)].map((roleId) => ({
    key_id: keyId,
    account_id: accountId,
    role_id: roleId,
  }));
  if (roles.length > 0) await db.insertInto('grant_roles').values(roles).execute();
}

/** Takes everything that a key was given, in every account. */
export async function deleteGrants(db: Kysely<Tables>, keyId: string): Promise<void> {
  await db.deleteFrom('grant_roles').where('key_id', '=', keyId).execute();
  await db.deleteFrom('grants').where('key_id', '=', keyId).execute();
}
