/**
 * What is still alive by what is known from after a backup: temporary tables beside those that are
 * restored. Nothing that is not in them as well survives the restore.
 */
import { type Kysely, sql } from 'kysely';
import { ownerRoleId } from '../../domain/role.ts';
import type { SurvivingChange } from '../storage.ts';
import { labelKey, searchText } from './label-key.ts';
import type { Tables } from './tables.ts';

/** Name, what is in it, and by what it is looked up. */
const livingTables = [
  {
    name: 'living_accounts',
    rows: 'SELECT id, name, is_active, created_at, renewal_period_months, enforce_expiry, next_role_id FROM accounts',
    key: 'id',
  },
  {
    name: 'living_roles',
    rows: 'SELECT account_id, id FROM roles WHERE deleted_at IS NULL',
    key: 'account_id, id',
  },
  {
    name: 'living_role_resources',
    rows:
      'SELECT r.account_id, r.role_id, resources.key FROM role_resources r ' +
      'JOIN resources ON resources.id = r.resource_id',
    key: 'account_id, role_id, key',
  },
  {
    name: 'living_memberships',
    rows: 'SELECT account_id, user_id FROM memberships',
    key: 'account_id, user_id',
  },
  {
    name: 'living_membership_roles',
    rows: 'SELECT account_id, user_id, role_id FROM membership_roles',
    key: 'account_id, user_id, role_id',
  },
  // By when it was chosen: one that is hashed again under another pepper is the same.
  { name: 'living_passwords', rows: 'SELECT user_id, set_at FROM passwords', key: 'user_id' },
  {
    // Deleted ones, too: their key strings stay taken.
    name: 'living_keys',
    rows:
      'SELECT id, app_key, account_id, label, label_key, search_text, is_active, created_at, created_by, deleted_at ' +
      'FROM keys',
    key: 'id',
  },
  { name: 'living_tokens', rows: 'SELECT key_id, id, created_at FROM tokens', key: 'key_id, id' },
  { name: 'living_grants', rows: 'SELECT key_id, account_id, expires_at FROM grants', key: 'key_id, account_id' },
  {
    name: 'living_grant_roles',
    rows: 'SELECT key_id, account_id, role_id FROM grant_roles',
    key: 'key_id, account_id, role_id',
  },
] as const;

/** Notes what is alive now. */
export async function noteSurvivors(db: Kysely<Tables>): Promise<void> {
  for (const { name, rows, key } of livingTables) {
    // Not declared, but selected: so text keeps its order by bytes.
    await sql.raw(`CREATE TEMPORARY TABLE ${name} AS ${rows}`).execute(db);
    await sql.raw(`CREATE UNIQUE INDEX ${name}_key ON ${name} (${key})`).execute(db);
  }
}

export async function forgetSurvivors(db: Kysely<Tables>): Promise<void> {
  for (const { name } of livingTables) await sql.raw(`DROP TABLE ${name}`).execute(db);
}

/** Applies one thing that happened to what is noted. */
export async function changeSurvivors(db: Kysely<Tables>, change: SurvivingChange): Promise<void> {
  switch (change.kind) {
    case 'new-account':
      await sql`insert into living_accounts
          (id, name, is_active, created_at, renewal_period_months, enforce_expiry, next_role_id)
        select coalesce(max(id), 0) + 1, ${change.name}, 0, ${change.createdAt}, 3, 0, ${ownerRoleId + 1}
        from living_accounts`.execute(db);
      return;
    case 'new-key': {
      const { account, keyId, appKey, label, createdAt, createdBy } = change;
      await sql`insert into living_keys
          (id, app_key, account_id, label, label_key, search_text, is_active, created_at, created_by, deleted_at)
        select ${keyId}, ${appKey}, id, ${label}, ${labelKey(label)}, ${searchText(label, appKey)},
          1, ${createdAt}, ${createdBy}, ${createdAt}
        from living_accounts where name = ${account}`.execute(db);
      return;
    }
    case 'account': {
      const { name, isActive, renewalPeriodMonths, enforceExpiry } = change;
      if (isActive !== undefined) await setAccount(db, name, 'is_active', isActive ? 1 : 0);
      if (renewalPeriodMonths !== undefined) await setAccount(db, name, 'renewal_period_months', renewalPeriodMonths);
      if (enforceExpiry !== undefined) await setAccount(db, name, 'enforce_expiry', enforceExpiry ? 1 : 0);
      return;
    }
    case 'role': {
      const { account, roleId, resources } = change;
      const place = sql`account_id = (select id from living_accounts where name = ${account})`;
      await sql`delete from living_role_resources where ${place} and role_id = ${roleId} and ${noneOf('key', resources ?? [])}`.execute(
        db,
      );
      if (resources === null) await sql`delete from living_roles where ${place} and id = ${roleId}`.execute(db);
      return;
    }
    case 'key': {
      const { keyId, isActive, isDeleted, tokensCreatedAt } = change;
      if (isDeleted) await sql`update living_keys set deleted_at = 0 where id = ${keyId}`.execute(db);
      if (isActive !== undefined) {
        await sql`update living_keys set is_active = ${isActive ? 1 : 0} where id = ${keyId}`.execute(db);
      }
      if (tokensCreatedAt !== undefined) {
        await sql`delete from living_tokens where key_id = ${keyId} and ${noneOf('created_at', tokensCreatedAt)}`.execute(
          db,
        );
      }
      return;
    }
    case 'membership': {
      const { account, userId, roleIds } = change;
      const place = sql`user_id = ${userId} and account_id = (select id from living_accounts where name = ${account})`;
      await sql`delete from living_membership_roles where ${place} and ${noneOf('role_id', roleIds ?? [])}`.execute(db);
      if (roleIds === null) await sql`delete from living_memberships where ${place}`.execute(db);
      return;
    }
    case 'password':
      await sql`delete from living_passwords where user_id = ${change.userId}`.execute(db);
      return;
    case 'grant': {
      const { account, keyId, roleIds, expiresAt } = change;
      const place = sql`key_id = ${keyId} and account_id = (select id from living_accounts where name = ${account})`;
      if (roleIds !== undefined) {
        await sql`delete from living_grant_roles where ${place} and ${noneOf('role_id', roleIds ?? [])}`.execute(db);
      }
      if (roleIds === null) await sql`delete from living_grants where ${place}`.execute(db);
      if (expiresAt !== undefined) {
        await sql`update living_grants set expires_at = ${expiresAt} where ${place}`.execute(db);
      }
      return;
    }
  }
}

async function setAccount(db: Kysely<Tables>, name: string, column: string, value: number): Promise<void> {
  await sql`update living_accounts set ${sql.ref(column)} = ${value} where name = ${name}`.execute(db);
}

function noneOf(column: string, values: readonly (string | number)[]) {
  return values.length === 0 ? sql`1 = 1` : sql`${sql.ref(column)} not in (${sql.join(values)})`;
}
