import type { Kysely } from 'kysely';
import { textKey } from '../../domain/text-key.ts';
import type { UserReader, UserWriter } from '../storage.ts';
import { hasEmail, namesakeKey } from './email-key.ts';
import { readMemberships } from './memberships.ts';
import type { ChangeStamp } from './revision.ts';
import type { Tables } from './tables.ts';

export function userReader(db: Kysely<Tables>): UserReader {
  return {
    async findUserById(id) {
      return await users(db).where('id', '=', id).executeTakeFirst();
    },

    async listUsersByEmail(email) {
      return await users(db)
        .where((eb) => hasEmail(eb, 'email_key', email))
        .where((eb) =>
          eb.or([
            eb('email_key', '=', textKey(email)),
            eb.exists(
              eb.selectFrom('memberships').select('account_id').whereRef('memberships.user_id', '=', 'users.id'),
            ),
          ]),
        )
        .orderBy('email_key')
        .execute();
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

    async findPassword(userId) {
      return await db
        .selectFrom('passwords')
        .select(['hash', 'pepper_id as pepperId', 'set_at as setAt'])
        .where('user_id', '=', userId)
        .executeTakeFirst();
    },

    async findMembership(accountId, userId) {
      return (await readMemberships(db, { accountId, userId }))[0];
    },

    async findMembershipByEmail(accountId, email) {
      return (await readMemberships(db, { accountId, email }))[0];
    },

    async listMembershipsInAccount(accountId) {
      return await readMemberships(db, { accountId });
    },

    async listMembershipsOfUser(userId) {
      return await readMemberships(db, { userId });
    },
  };
}

export function userWriter(db: Kysely<Tables>, stamp: ChangeStamp): UserWriter {
  return {
    async getOrInsertUser({ id, email, createdAt }) {
      await db
        .insertInto('users')
        .values({ id, email, email_key: textKey(email), created_at: createdAt })
        .onConflict((conflict) => conflict.column('email_key').doNothing())
        .execute();
      return await users(db).where('email_key', '=', textKey(email)).executeTakeFirstOrThrow();
    },

    async insertNamesake({ id, email, createdAt }) {
      await db
        .insertInto('users')
        .values({ id, email, email_key: namesakeKey(email, id), created_at: createdAt })
        .execute();
      return { id, email, createdAt };
    },

    async putPassword(userId, { hash, pepperId }, setAt) {
      const columns = { hash, pepper_id: pepperId, set_at: setAt };
      await db
        .insertInto('passwords')
        .values({ user_id: userId, ...columns })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet(columns))
        .execute();
    },

    async putMembership({ accountId, userId, name, roleIds, createdAt, joinedAt }) {
      const place = { account_id: accountId, user_id: userId };
      await db
        .insertInto('memberships')
        .values({ ...place, name, created_at: createdAt, joined_at: joinedAt })
        .onConflict((conflict) =>
          conflict.columns(['account_id', 'user_id']).doUpdateSet({ name, joined_at: joinedAt }),
        )
        .execute();
      await db
        .deleteFrom('membership_roles')
        .where('account_id', '=', accountId)
        .where('user_id', '=', userId)
        .execute();
      const roles = [...new Set(roleIds)].map((roleId) => ({ ...place, role_id: roleId }));
      if (roles.length > 0) await db.insertInto('membership_roles').values(roles).execute();
      await stampUser(db, stamp, userId);
    },

    async deleteMembership(accountId, userId) {
      for (const table of ['membership_roles', 'memberships'] as const) {
        await db.deleteFrom(table).where('account_id', '=', accountId).where('user_id', '=', userId).execute();
      }
      await stampUser(db, stamp, userId);
    },
  };
}

/**
 * Lets those who decide hear that a user has changed, if there is a user token for them to decide on. Has to
 * run before the user's sessions are deleted: afterwards nobody knows that there was one.
 */
export async function stampUser(db: Kysely<Tables>, { revision }: ChangeStamp, userId: string): Promise<void> {
  await db
    .updateTable('users')
    .set({ revision })
    .where('id', '=', userId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('sessions')
          .select('sessions.id')
          .whereRef('sessions.user_id', '=', 'users.id')
          .where('sessions.token_expires_at', 'is not', null),
      ),
    )
    .execute();
}

function users(db: Kysely<Tables>) {
  return db.selectFrom('users').select(['id', 'email', 'created_at as createdAt']);
}
