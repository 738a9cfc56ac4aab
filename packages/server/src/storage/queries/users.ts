import type { Kysely } from 'kysely';
import { textKey } from '../../domain/text-key.ts';
import type { UserReader, UserWriter } from '../storage.ts';
import type { Tables } from './tables.ts';

export function userReader(db: Kysely<Tables>): UserReader {
  return {
    async findUserByEmail(email) {
      return await db
        .selectFrom('users')
        .select(['id', 'email', 'created_at as createdAt'])
        .where('email_key', '=', textKey(email))
        .executeTakeFirst();
    },

    async listUsersWithRole(accountId, roleId, limit) {
      return await db
        .selectFrom('membership_roles')
        .innerJoin('users', 'users.id', 'membership_roles.user_id')
        .select(['users.id', 'users.email', 'users.created_at as createdAt'])
        .where('membership_roles.account_id', '=', accountId)
        .where('membership_roles.role_id', '=', roleId)
        .orderBy('users.email_key')
        .limit(limit)
        .execute();
    },
  };
}

export function userWriter(db: Kysely<Tables>): UserWriter {
  return {
    async insertUser({ id, email, createdAt }) {
      await db
        .insertInto('users')
        .values({ id, email, email_key: textKey(email), created_at: createdAt })
        .execute();
      return { id, email, createdAt };
    },

    async setMembership({ accountId, userId, name, roleIds, createdAt }) {
      const place = { account_id: accountId, user_id: userId };
      await db
        .insertInto('memberships')
        .values({ ...place, name, created_at: createdAt })
        .onConflict((conflict) => conflict.columns(['account_id', 'user_id']).doUpdateSet({ name }))
        .execute();
      await db
        .deleteFrom('membership_roles')
        .where('account_id', '=', accountId)
        .where('user_id', '=', userId)
        .execute();
      const roles = [...new Set(roleIds)].map((roleId) => ({ ...place, role_id: roleId }));
      if (roles.length > 0) await db.insertInto('membership_roles').values(roles).execute();
    },
  };
}
