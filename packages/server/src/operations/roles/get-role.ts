import { ChaveiroError } from '../../domain/errors.ts';
import { isRoleId, type Role } from '../../domain/role.ts';
import type { ReadTransaction } from '../../storage/storage.ts';

/** The account's role of this id; throws `not_found`. */
export async function getRole(tx: ReadTransaction, accountId: number, roleId: number): Promise<Role> {
  const role = isRoleId(roleId) ? await tx.findRole(accountId, roleId) : undefined;
  if (role === undefined) throw new ChaveiroError('not_found', 'The account has no such role.');
  return role;
}
