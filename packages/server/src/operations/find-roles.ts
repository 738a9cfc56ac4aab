import { ChaveiroError } from '../domain/errors.ts';
import { isRoleId, type Role, type RoleReference } from '../domain/role.ts';
import type { ReadTransaction } from '../storage/storage.ts';

/**
 * The roles that somebody is to have: all of them, by id, or what is added to those that they have now, or
 * taken from them. Taking what they do not have takes nothing.
 */
export type WantedRoleIds =
  | readonly number[]
  | { readonly added: readonly number[] }
  | { readonly taken: readonly number[] };

/** @param had the roles that they have, read in the transaction that gives them the others */
export function wantedRoleIds(had: readonly RoleReference[], wanted: WantedRoleIds): readonly number[] {
  const ids = had.map((role) => role.id);
  if ('added' in wanted) return [...ids, ...wanted.added];
  return 'taken' in wanted ? ids.filter((id) => !wanted.taken.includes(id)) : wanted;
}

/** The account's roles of these ids, by id; throws `invalid_request` that names the ids without a role. */
export async function findAllRoles(
  tx: ReadTransaction,
  accountId: number,
  roleIds: readonly number[],
): Promise<Role[]> {
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
