import { ChaveiroError } from '../domain/errors.ts';
import { rolesLimit } from '../domain/limits.ts';
import { isRoleId, type Role, type RoleReference } from '../domain/role.ts';
import type { ReadTransaction } from '../storage/storage.ts';
import { resultOf, type Wanted } from './wanted.ts';

/**
 * The roles that somebody is to have who has these, by id. Throws what `resultOf` and `findAllRoles` throw.
 *
 * @param had read in the transaction that gives them the others
 */
export async function findWantedRoles(
  tx: ReadTransaction,
  accountId: number,
  had: readonly RoleReference[],
  wanted: Wanted<number>,
): Promise<Role[]> {
  return await findAllRoles(tx, accountId, resultOf(rolesLimit, idsOf(had), wanted));
}

/** Whether they are the same roles, in whatever order. */
export function areSameRoles(some: readonly RoleReference[], others: readonly RoleReference[]): boolean {
  const ids = new Set(idsOf(some));
  return ids.size === others.length && others.every(({ id }) => ids.has(id));
}

export function idsOf(roles: readonly RoleReference[]): number[] {
  return roles.map(({ id }) => id);
}

/** The account's roles of these ids, by id; throws `invalid_request` that names the ids without a role. */
async function findAllRoles(tx: ReadTransaction, accountId: number, roleIds: readonly number[]): Promise<Role[]> {
  const wanted = [...new Set(roleIds)];
  const roles = await tx.findRoles(accountId, wanted.filter(isRoleId));
  const missing = wanted.filter((id) => !roles.some((role) => role.id === id));
  if (missing.length > 0) {
    const some = missing.slice(0, 5).join(', ');
    throw new ChaveiroError('invalid_request', `The account has no role with the id ${some}.`, { field: 'roles' });
  }
  return roles.toSorted((a, b) => a.id - b.id);
}

/** Roles as keys and audit events mention them. */
export function referencesTo(roles: readonly RoleReference[]): { id: number; name: string }[] {
  return roles.map(({ id, name }) => ({ id, name }));
}
