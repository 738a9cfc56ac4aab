import type { Kysely } from 'kysely';
import { ChaveiroError } from '../../domain/errors.ts';
import type { Grant } from '../storage.ts';
import { putExternalKey } from './external-key-status.ts';
import type { ChangeStamp } from './revision.ts';
import type { Tables } from './tables.ts';

/** The grants of one key, by account; with `accountId`, only the one in that account. */
export async function readGrants(db: Kysely<Tables>, keyId: string, accountId?: number): Promise<Grant[]> {
  const query = db
    .selectFrom('grants')
    .leftJoin('grant_roles', (join) =>
      join.onRef('grant_roles.key_id', '=', 'grants.key_id').onRef('grant_roles.account_id', '=', 'grants.account_id'),
    )
    .selectAll('grants')
    .select('grant_roles.role_id')
    .where('grants.key_id', '=', keyId)
    .orderBy('grants.account_id')
    .orderBy('grant_roles.role_id');
  const rows = await (accountId === undefined ? query : query.where('grants.account_id', '=', accountId)).execute();
  return [...Map.groupBy(rows, (row) => row.account_id).values()].flatMap(([row, ...others]) =>
    row === undefined
      ? []
      : {
          accountId: row.account_id,
          keyId: row.key_id,
          roleIds: [row, ...others].flatMap((each) => each.role_id ?? []),
          addedAt: row.added_at,
          addedBy: row.added_by,
          note: row.note,
          expiresAt: row.expires_at,
        },
  );
}

/** Inserts or replaces a grant. The key becomes newer, also when another account gives it roles. */
export async function putGrant(db: Kysely<Tables>, { revision }: ChangeStamp, grant: Grant): Promise<void> {
  const { keyId, accountId } = grant;
  const key = await db
    .updateTable('keys')
    .set({ revision })
    .where('id', '=', keyId)
    .where('deleted_at', 'is', null)
    .returning(['app_key', 'account_id'])
    .executeTakeFirst();
  if (key === undefined) throw keyNotFound();
  await db.deleteFrom('grant_roles').where('key_id', '=', keyId).where('account_id', '=', accountId).execute();
  await writeGrant(db, grant);
  if (accountId !== key.account_id) await putExternalKey(db, key, grant);
}

/** Writes a grant that has no role yet. Whoever calls gives the key the change's revision. */
export async function writeGrant(db: Kysely<Tables>, grant: Grant): Promise<void> {
  const place = { key_id: grant.keyId, account_id: grant.accountId };
  const details = {
    added_at: grant.addedAt,
    added_by: grant.addedBy,
    note: grant.note,
    expires_at: grant.expiresAt,
  };
  await db
    .insertInto('grants')
    .values({ ...place, ...details })
    .onConflict((conflict) => conflict.columns(['key_id', 'account_id']).doUpdateSet(details))
    .execute();
  const roles = [...new Set(grant.roleIds)].map((roleId) => ({ ...place, role_id: roleId }));
  if (roles.length > 0) await db.insertInto('grant_roles').values(roles).execute();
}

/** Takes what a key was given in one account. Throws `not_found`. */
export async function deleteGrant(db: Kysely<Tables>, keyId: string, accountId: number): Promise<void> {
  const ofGrant = { key_id: keyId, account_id: accountId };
  await db
    .deleteFrom('grant_roles')
    .where((eb) => eb.and(ofGrant))
    .execute();
  const grant = await db
    .deleteFrom('grants')
    .where((eb) => eb.and(ofGrant))
    .returning('key_id')
    .executeTakeFirst();
  if (grant === undefined) throw new ChaveiroError('not_found', 'The account has given the key no roles.');
}

export function keyNotFound(): ChaveiroError {
  return new ChaveiroError('not_found', 'There is no such key.');
}
