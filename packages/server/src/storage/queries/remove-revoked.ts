import { type Kysely, sql } from 'kysely';
import { ownerRoleId, ownerRoleName } from '../../domain/role.ts';
import { textKey } from '../../domain/text-key.ts';
import type { ReductionCounts } from '../storage.ts';
import type { ChangeStamp } from './revision.ts';
import type { Tables } from './tables.ts';

/** Takes from the restored tables whatever is not alive any more, and keeps taken what was taken since. */
export async function removeRevoked(db: Kysely<Tables>, stamp: ChangeStamp): Promise<ReductionCounts> {
  const { revision, now } = stamp;
  const run = async (statement: ReturnType<typeof sql>) => Number((await statement.execute(db)).numAffectedRows ?? 0);

  const accountsDeactivated = await run(sql`update accounts set is_active = 0 where is_active = 1
    and exists (select 1 from living_accounts l where l.id = accounts.id and l.is_active = 0)`);
  await run(sql`update accounts set enforce_expiry = 1
    where exists (select 1 from living_accounts l where l.id = accounts.id and l.enforce_expiry = 1)`);
  await run(sql`update accounts set renewal_period_months = 3
    where exists (select 1 from living_accounts l where l.id = accounts.id and l.renewal_period_months = 3)`);
  await run(sql`update accounts
    set next_role_id = (select l.next_role_id from living_accounts l where l.id = accounts.id)
    where exists (select 1 from living_accounts l where l.id = accounts.id and l.next_role_id > accounts.next_role_id)`);

  const isDeadRole = sql`not exists (select 1 from living_roles l where l.account_id = roles.account_id and l.id = roles.id)`;
  for (const table of ['role_resources', 'grant_roles', 'membership_roles']) {
    await run(sql`delete from ${sql.table(table)} where exists (select 1 from roles
      where roles.account_id = ${sql.ref(`${table}.account_id`)} and roles.id = ${sql.ref(`${table}.role_id`)} and ${isDeadRole})`);
  }
  const rolesDeleted = await run(sql`update roles set deleted_at = ${now}, revision = ${revision}
    where deleted_at is null and ${isDeadRole}`);
  const resourcesTaken = await run(sql`delete from role_resources where not exists (
    select 1 from living_role_resources l join resources on resources.key = l.key
    where l.account_id = role_resources.account_id and l.role_id = role_resources.role_id
      and resources.id = role_resources.resource_id)`);

  const isDeadKey = sql`not exists (select 1 from living_keys l where l.id = keys.id and l.deleted_at is null)`;
  for (const table of ['grant_roles', 'grants', 'renewals', 'tokens']) {
    await run(sql`delete from ${sql.table(table)} where exists (select 1 from keys
      where keys.id = ${sql.ref(`${table}.key_id`)} and keys.deleted_at is null and ${isDeadKey})`);
  }
  const keysDeleted = await run(sql`update keys set deleted_at = ${now}, revision = ${revision}
    where deleted_at is null and ${isDeadKey}`);
  const keysDeactivated = await run(sql`update keys set is_active = 0, revision = ${revision}
    where is_active = 1 and deleted_at is null
      and exists (select 1 from living_keys l where l.id = keys.id and l.is_active = 0)`);
  const tokensDeleted = await run(sql`delete from tokens where not exists (
    select 1 from living_tokens l where l.key_id = tokens.key_id and l.id = tokens.id)`);

  const grantRolesTaken = await run(sql`delete from grant_roles where not exists (
    select 1 from living_grant_roles l where l.key_id = grant_roles.key_id
      and l.account_id = grant_roles.account_id and l.role_id = grant_roles.role_id)`);
  const grantsRemoved = await run(sql`delete from grants where not exists (
    select 1 from living_grants l where l.key_id = grants.key_id and l.account_id = grants.account_id)`);
  await run(sql`update grants set expires_at = (
      select l.expires_at from living_grants l where l.key_id = grants.key_id and l.account_id = grants.account_id)
    where exists (select 1 from living_grants l where l.key_id = grants.key_id and l.account_id = grants.account_id
      and l.expires_at is not null and (grants.expires_at is null or grants.expires_at > l.expires_at))`);
  const membershipRolesTaken = await run(sql`delete from membership_roles where not exists (
    select 1 from living_membership_roles l where l.account_id = membership_roles.account_id
      and l.user_id = membership_roles.user_id and l.role_id = membership_roles.role_id)`);
  const membershipsRemoved = await run(sql`delete from memberships where not exists (
    select 1 from living_memberships l where l.account_id = memberships.account_id
      and l.user_id = memberships.user_id)`);
  const passwordsForgotten = await run(sql`delete from passwords where not exists (
    select 1 from living_passwords l where l.user_id = passwords.user_id and l.set_at = passwords.set_at)`);
  await reserveNames(db, stamp);
  return {
    accountsDeactivated,
    rolesDeleted,
    resourcesTaken,
    keysDeleted,
    keysDeactivated,
    tokensDeleted,
    grantsRemoved,
    grantRolesTaken,
    membershipRolesTaken,
    membershipsRemoved,
    passwordsForgotten,
  };
}

/** Account names and key strings that were given away since the backup are never given to somebody else. */
async function reserveNames(db: Kysely<Tables>, { revision, now }: ChangeStamp): Promise<void> {
  await sql`insert into accounts
      (id, name, is_active, created_at, renewal_period_months, enforce_expiry, key_count, next_role_id, revision)
    select id, name, 0, created_at, renewal_period_months, enforce_expiry, 0, next_role_id, ${revision}
    from living_accounts l where not exists (select 1 from accounts where accounts.id = l.id)`.execute(db);
  await sql`insert into roles (account_id, id, name, name_key, kind, template, created_at, deleted_at, revision)
    select id, ${ownerRoleId}, ${ownerRoleName}, ${textKey(ownerRoleName)}, 'owner', null, created_at, null, ${revision}
    from living_accounts l
    where not exists (select 1 from roles where roles.account_id = l.id and roles.id = ${ownerRoleId})`.execute(db);
  await sql`insert into keys (id, app_key, account_id, label, label_key, search_text, is_active, created_at,
      created_by, deleted_at, newest_token_at, revision)
    select id, app_key, account_id, label, label_key, search_text, is_active, created_at,
      created_by, ${now}, created_at, ${revision}
    from living_keys l where not exists (select 1 from keys where keys.id = l.id)`.execute(db);
}
