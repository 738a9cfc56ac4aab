import type { ApiKey } from '../../domain/api-key.ts';
import type { Role } from '../../domain/role.ts';
import type { ReadTransaction } from '../../storage/storage.ts';

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
    const isLive = grant.expiresAt === null || grant.expiresAt > now;
    if (grant.accountId === key.accountId || !isLive) continue;
    roles.push(...(await tx.findRoles(grant.accountId, grant.roleIds)));
  }
  return roles;
}
