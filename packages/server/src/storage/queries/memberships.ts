import type { Kysely } from 'kysely';
import type { Membership } from '../../domain/user.ts';
import { hasEmail } from './email-key.ts';
import type { Tables } from './tables.ts';

/** Memberships of a user, who may be named by e-mail address, of an account, or the one of both, by account and e-mail. */
export async function readMemberships(
  db: Kysely<Tables>,
  of: { readonly accountId?: number; readonly userId?: string; readonly email?: string },
): Promise<Membership[]> {
  let query = db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select(['memberships.account_id', 'memberships.name', 'memberships.created_at', 'memberships.joined_at'])
    .select(['users.id', 'users.email', 'users.created_at as user_created_at'])
    .orderBy('memberships.account_id')
    .orderBy('users.email_key');
  let roleQuery = db.selectFrom('membership_roles').selectAll().orderBy('role_id');
  if (of.accountId !== undefined) {
    query = query.where('memberships.account_id', '=', of.accountId);
    roleQuery = roleQuery.where('account_id', '=', of.accountId);
  }
  if (of.userId !== undefined) {
    query = query.where('memberships.user_id', '=', of.userId);
    roleQuery = roleQuery.where('user_id', '=', of.userId);
  }
  if (of.email !== undefined) {
    const { email } = of;
    query = query.where((eb) => hasEmail(eb, 'users.email_key', email));
    roleQuery = roleQuery.where('user_id', 'in', (eb) =>
      eb
        .selectFrom('users')
        .select('id')
        .where((users) => hasEmail(users, 'email_key', email)),
    );
  }
  const placeOf = (accountId: number, userId: string) => `${accountId} ${userId}`;
  const roles = Map.groupBy(await roleQuery.execute(), (row) => placeOf(row.account_id, row.user_id));
  return (await query.execute()).map((row) => ({
    accountId: row.account_id,
    user: { id: row.id, email: row.email, createdAt: row.user_created_at },
    name: row.name,
    roleIds: (roles.get(placeOf(row.account_id, row.id)) ?? []).map((role) => role.role_id),
    createdAt: row.created_at,
    joinedAt: row.joined_at,
  }));
}
