import type { ApiKey } from '../../domain/api-key.ts';
import type { Role } from '../../domain/role.ts';
import type { Grant, ReadTransaction } from '../../storage/storage.ts';

/** The roles that the key has in the account that owns it, with their resources. */
export async function findRolesAtHome(tx: ReadTransaction, key: ApiKey): Promise<Role[]> {
  return await tx.findRoles(
    key.accountId,
    key.roles.map((role) => role.id),
  );
}

/** The live roles that other accounts gave to the key. */
export async function findRolesElsewhere(tx: ReadTransaction, now: number, key: ApiKey): Promise<Role[]> {
  const roles: Role[] = [];
  for (const grant of await tx.listGrantsOfKey(key.id)) {
    if (grant.accountId !== key.accountId) roles.push(...(await findRolesOfGrant(tx, now, grant)));
  }
  return roles;
}

/** The live roles that a key has in one account, its own or another. */
export async function findRolesIn(tx: ReadTransaction, now: number, accountId: number, keyId: string): Promise<Role[]> {
  const grant = await tx.findGrant(accountId, keyId);
  return grant === undefined ? [] : await findRolesOfGrant(tx, now, grant);
}

async function findRolesOfGrant(
  tx: ReadTransaction,
  now: number,
  { accountId, roleIds, expiresAt }: Grant,
): Promise<Role[]> {
  const isOver = expiresAt !== null && expiresAt <= now;
  return isOver ? [] : await tx.findRoles(accountId, roleIds);
}
