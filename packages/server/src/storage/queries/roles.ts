import type { Kysely, Selectable } from 'kysely';
import { ChaveiroError } from '../../domain/errors.ts';
import type { Role } from '../../domain/role.ts';
import { textKey } from '../../domain/text-key.ts';
import type { RoleReader, RoleWriter } from '../storage.ts';
import type { ChangeStamp } from './revision.ts';
import { roleHolderReader } from './role-holders.ts';
import type { Tables } from './tables.ts';

export function roleReader(db: Kysely<Tables>): RoleReader {
  return {
    ...roleHolderReader(db),

    async listRoles(accountId) {
      return await withResources(db, accountId, await liveRoles(db, accountId).orderBy('id').execute());
    },

    async findRole(accountId, roleId) {
      return await findRole(db, accountId, roleId);
    },

    async findRoles(accountId, roleIds) {
      if (roleIds.length === 0) return [];
      const rows = await liveRoles(db, accountId).where('id', 'in', roleIds).orderBy('id').execute();
      return await withResources(db, accountId, rows);
    },

    async findRoleByName(accountId, name) {
      return await findRoleByName(db, accountId, name);
    },

    async listKeysWithRole(accountId, roleId, limit) {
      return await keysWithRole(db, accountId, roleId)
        .orderBy('keys.label_key')
        .orderBy('keys.id')
        .limit(limit)
        .execute();
    },

    async findExternalKeyWithRole(accountId, roleId) {
      return await keysWithRole(db, accountId, roleId)
        .where('keys.account_id', '<>', accountId)
        .limit(1)
        .executeTakeFirst();
    },
  };
}

export function roleWriter(db: Kysely<Tables>, { revision, now }: ChangeStamp): RoleWriter {
  async function checkNameIsFree(accountId: number, name: string, roleId?: number): Promise<void> {
    const other = await findRoleByName(db, accountId, name);
    if (other !== undefined && other.id !== roleId) {
      throw new ChaveiroError(
        'role_name_taken',
        `The account has a role named "${other.name}" already, with the id ${other.id}: change that one, or choose another name.`,
        {
          field: 'name',
        },
      );
    }
  }

  return {
    async insertRole({ accountId, name, kind, template, resources, createdAt }) {
      await checkNameIsFree(accountId, name);
      const account = await db
        .updateTable('accounts')
        .set((eb) => ({ next_role_id: eb('next_role_id', '+', 1) }))
        .where('id', '=', accountId)
        .returning('next_role_id')
        .executeTakeFirst();
      if (account === undefined) throw new ChaveiroError('not_found', 'There is no such account.');
      const id = account.next_role_id - 1;
      await db
        .insertInto('roles')
        .values({
          account_id: accountId,
          id,
          name,
          name_key: textKey(name),
          kind,
          template,
          created_at: createdAt,
          deleted_at: null,
          revision,
        })
        .execute();
      await setResources(db, accountId, id, resources);
      return (await findRole(db, accountId, id)) as Role;
    },

    async updateRole(accountId, roleId, { name, resources }) {
      if (name !== undefined) await checkNameIsFree(accountId, name, roleId);
      const row = await db
        .updateTable('roles')
        .set({ revision, ...(name === undefined ? {} : { name, name_key: textKey(name) }) })
        .where('account_id', '=', accountId)
        .where('id', '=', roleId)
        .where('deleted_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      if (row === undefined) throw roleNotFound();
      if (resources !== undefined) await setResources(db, accountId, roleId, resources);
    },

    async deleteRole(accountId, roleId) {
      const row = await db
        .updateTable('roles')
        .set({ revision, deleted_at: now })
        .where('account_id', '=', accountId)
        .where('id', '=', roleId)
        .where('deleted_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      if (row === undefined) throw roleNotFound();
      await setResources(db, accountId, roleId, []);
    },
  };
}

function roleNotFound(): ChaveiroError {
  return new ChaveiroError('not_found', 'The account has no such role.');
}

function liveRoles(db: Kysely<Tables>, accountId: number) {
  return db.selectFrom('roles').selectAll().where('account_id', '=', accountId).where('deleted_at', 'is', null);
}

function keysWithRole(db: Kysely<Tables>, accountId: number, roleId: number) {
  return db
    .selectFrom('grant_roles')
    .innerJoin('keys', 'keys.id', 'grant_roles.key_id')
    .select(['keys.id', 'keys.app_key as appKey', 'keys.label'])
    .where('grant_roles.account_id', '=', accountId)
    .where('grant_roles.role_id', '=', roleId)
    .where('keys.deleted_at', 'is', null);
}

async function findRole(db: Kysely<Tables>, accountId: number, roleId: number): Promise<Role | undefined> {
  const rows = await liveRoles(db, accountId).where('id', '=', roleId).execute();
  return (await withResources(db, accountId, rows))[0];
}

async function findRoleByName(db: Kysely<Tables>, accountId: number, name: string): Promise<Role | undefined> {
  const rows = await liveRoles(db, accountId).where('name_key', '=', textKey(name)).execute();
  return (await withResources(db, accountId, rows))[0];
}

async function withResources(
  db: Kysely<Tables>,
  accountId: number,
  rows: readonly Selectable<Tables['roles']>[],
): Promise<Role[]> {
  // Owner holds everything by its kind and lists nothing.
  const listing = rows.filter((row) => row.kind !== 'owner').map((row) => row.id);
  const resources = listing.length === 0 ? new Map() : await readResources(db, accountId, listing);
  return rows.map((row) => ({
    accountId: row.account_id,
    id: row.id,
    name: row.name,
    kind: row.kind,
    template: row.template,
    resources: resources.get(row.id) ?? [],
    createdAt: row.created_at,
  }));
}

/** Keys of the roles' resources, in order, by the role's id. */
async function readResources(
  db: Kysely<Tables>,
  accountId: number,
  roleIds: readonly number[],
): Promise<Map<number, string[]>> {
  const rows = await db
    .selectFrom('role_resources')
    .innerJoin('resources', 'resources.id', 'role_resources.resource_id')
    .select(['role_resources.role_id', 'resources.key'])
    .where('role_resources.account_id', '=', accountId)
    .where('role_resources.role_id', 'in', roleIds)
    .orderBy('resources.key')
    .execute();
  const keys = new Map<number, string[]>();
  for (const [roleId, ofRole] of Map.groupBy(rows, (row) => row.role_id))
    keys.set(
      roleId,
      ofRole.map(({ key }) => key),
    );
  return keys;
}

/** Gives the role exactly these resources; throws `not_found` when one does not exist. */
async function setResources(
  db: Kysely<Tables>,
  accountId: number,
  roleId: number,
  keys: readonly string[],
): Promise<void> {
  await db.deleteFrom('role_resources').where('account_id', '=', accountId).where('role_id', '=', roleId).execute();
  const wanted = [...new Set(keys)];
  if (wanted.length === 0) return;
  const rows = await db.selectFrom('resources').select(['id', 'key']).where('key', 'in', wanted).execute();
  const known = new Set(rows.map((row) => row.key));
  const unknown = wanted.find((key) => !known.has(key));
  if (unknown !== undefined) throw new ChaveiroError('not_found', `There is no resource "${unknown}".`);
  await db
    .insertInto('role_resources')
    .values(rows.map(({ id }) => ({ account_id: accountId, role_id: roleId, resource_id: id })))
    .execute();
}
