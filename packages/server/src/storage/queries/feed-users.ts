import type { Kysely } from 'kysely';
import type { UserRecord } from '#engine';
import type { Tables } from './tables.ts';

/** Users whose sessions and memberships are asked for in one statement. */
const usersPerStatement = 500;

/** Every user of whom there may be user tokens. */
export async function readUsersWithTokens(db: Kysely<Tables>): Promise<UserRecord[]> {
  const users = await selectUsers(db)
    .where((eb) =>
      eb(
        'id',
        'in',
        eb.selectFrom('sessions').select('sessions.user_id').where('sessions.token_expires_at', 'is not', null),
      ),
    )
    .execute();
  return await completeRecords(db, users);
}

/** The users who changed after a revision; one who has no tokens any more comes as an empty record. */
export async function readChangedUsers(db: Kysely<Tables>, after: number): Promise<UserRecord[]> {
  return await completeRecords(db, await selectUsers(db).where('revision', '>', after).execute());
}

function selectUsers(db: Kysely<Tables>) {
  return db.selectFrom('users').select(['id', 'email', 'revision']);
}

type UserRow = Awaited<ReturnType<ReturnType<typeof selectUsers>['execute']>>[number];

async function completeRecords(db: Kysely<Tables>, users: readonly UserRow[]): Promise<UserRecord[]> {
  const records: UserRecord[] = [];
  for (let from = 0; from < users.length; from += usersPerStatement) {
    const some = users.slice(from, from + usersPerStatement);
    const ids = some.map(({ id }) => id);
    const sessions = Map.groupBy(await readSessions(db, ids), (row) => row.user_id);
    const memberships = await readMembershipRecords(db, [...sessions.keys()]);
    for (const { id, email, revision } of some) {
      records.push({
        kind: 'user',
        revision,
        id,
        email,
        sessions: (sessions.get(id) ?? []).map((row) => ({ id: row.id, expiresAt: row.expires_at })),
        memberships: memberships.get(id) ?? [],
      });
    }
  }
  return records;
}

async function readSessions(db: Kysely<Tables>, userIds: readonly string[]) {
  return await db
    .selectFrom('sessions')
    .select(['id', 'user_id', 'expires_at'])
    .where('user_id', 'in', userIds)
    .where('token_expires_at', 'is not', null)
    .orderBy('id')
    .execute();
}

/** Only what was joined: an invitation that was not opened opens nothing. */
async function readMembershipRecords(
  db: Kysely<Tables>,
  userIds: readonly string[],
): Promise<Map<string, { accountId: number; roleIds: number[] }[]>> {
  const records = new Map<string, { accountId: number; roleIds: number[] }[]>();
  if (userIds.length === 0) return records;
  const rows = await db
    .selectFrom('membership_roles')
    .innerJoin('memberships', (join) =>
      join
        .onRef('memberships.account_id', '=', 'membership_roles.account_id')
        .onRef('memberships.user_id', '=', 'membership_roles.user_id'),
    )
    .select(['membership_roles.user_id', 'membership_roles.account_id', 'membership_roles.role_id'])
    .where('membership_roles.user_id', 'in', userIds)
    .where('memberships.joined_at', 'is not', null)
    .orderBy('membership_roles.user_id')
    .orderBy('membership_roles.account_id')
    .orderBy('membership_roles.role_id')
    .execute();
  for (const { user_id, account_id, role_id } of rows) {
    const ofUser = records.get(user_id) ?? [];
    records.set(user_id, ofUser);
    const last = ofUser.at(-1);
    if (last?.accountId === account_id) last.roleIds.push(role_id);
    else ofUser.push({ accountId: account_id, roleIds: [role_id] });
  }
  return records;
}
