import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { HolderCounts, HolderGroup } from '../../domain/role-holders.ts';
import type { RoleReader } from '../storage.ts';
import { externalKeyRanks } from './external-key-status.ts';
import type { Tables } from './tables.ts';

export function roleHolderReader(db: Kysely<Tables>): Pick<RoleReader, 'countRoleHolders' | 'groupRoleHolders'> {
  return {
    async countRoleHolders(accountId) {
      const allKeys = await db
        .selectFrom('grant_roles')
        .select((eb) => ['role_id', eb.fn.countAll<number>().as('count')])
        .where('account_id', '=', accountId)
        .groupBy('role_id')
        .execute();
      // Few, and no key of the account itself is among them.
      const externalKeys = await db
        .selectFrom('external_keys')
        .innerJoin('grant_roles', (join) =>
          join
            .onRef('grant_roles.key_id', '=', 'external_keys.key_id')
            .onRef('grant_roles.account_id', '=', 'external_keys.account_id'),
        )
        .select((eb) => ['grant_roles.role_id', eb.fn.countAll<number>().as('count')])
        .select(sql<number>`sum(case when ${isLive} then 1 else 0 end)`.as('live'))
        .where('external_keys.account_id', '=', accountId)
        .groupBy('grant_roles.role_id')
        .execute();
      const users = await db
        .selectFrom('membership_roles')
        .select((eb) => ['role_id', eb.fn.countAll<number>().as('count')])
        .where('account_id', '=', accountId)
        .groupBy('role_id')
        .execute();
      return countsByRole(allKeys, externalKeys, users);
    },

    async groupRoleHolders(accountId, roleId, otherRoleIds) {
      const others = otherRoles('grant_roles', 'key_id', otherRoleIds);
      const keys = await sql<{ others: string | null; count: number; external: number }>`
        select others, count(*) as count, count(external_id) as external from (
          select ${others} as others, external_keys.key_id as external_id
          from grant_roles as holder
          left join external_keys
            on external_keys.key_id = holder.key_id and external_keys.account_id = holder.account_id
          where holder.account_id = ${accountId} and holder.role_id = ${roleId}
            and (external_keys.key_id is null or ${isLive})
        ) as held group by others`.execute(db);
      const users = await sql<{ others: string | null; count: number }>`
        select others, count(*) as count from (
          select ${otherRoles('membership_roles', 'user_id', otherRoleIds)} as others
          from membership_roles as holder
          where holder.account_id = ${accountId} and holder.role_id = ${roleId}
        ) as held group by others`.execute(db);
      return [
        ...keys.rows.map(({ others, count, external }) =>
          groupOf(others, { keys: Number(count) - Number(external), externalKeys: Number(external), users: 0 }),
        ),
        ...users.rows.map(({ others, count }) => groupOf(others, { keys: 0, externalKeys: 0, users: Number(count) })),
      ];
    },
  };
}

const isLive = sql<boolean>`external_keys.status <> ${sql.lit(externalKeyRanks.deleted_by_owner)}`;

/** Which of these roles a `holder` has, as a text; the same text for the same roles. */
function otherRoles(
  table: 'grant_roles' | 'membership_roles',
  who: 'key_id' | 'user_id',
  roleIds: readonly number[],
): RawBuilder<string | null> {
  if (roleIds.length === 0) return sql`cast(null as text)`;
  return sql`(
    select string_agg(cast(other.role_id as text), ',' order by other.role_id)
    from ${sql.table(table)} as other
    where other.account_id = holder.account_id and other.${sql.ref(who)} = holder.${sql.ref(who)}
      and other.role_id in (${sql.join(roleIds)})
  )`;
}

function groupOf(others: string | null, counts: HolderCounts): HolderGroup {
  return { otherRoleIds: others === null ? [] : others.split(',').map(Number), ...counts };
}

function countsByRole(
  allKeys: readonly { role_id: number; count: number }[],
  externalKeys: readonly { role_id: number; count: number; live: number }[],
  users: readonly { role_id: number; count: number }[],
): ReadonlyMap<number, HolderCounts> {
  const external = new Map(externalKeys.map((row) => [row.role_id, row]));
  const all = new Map(allKeys.map((row) => [row.role_id, Number(row.count)]));
  const people = new Map(users.map((row) => [row.role_id, Number(row.count)]));
  return new Map(
    [...new Set([...all.keys(), ...people.keys()])].map((roleId) => {
      const { count = 0, live = 0 } = external.get(roleId) ?? {};
      const keys = (all.get(roleId) ?? 0) - Number(count);
      return [roleId, { keys, externalKeys: Number(live), users: people.get(roleId) ?? 0 }];
    }),
  );
}
