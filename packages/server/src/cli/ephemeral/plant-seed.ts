import { createHash } from 'node:crypto';
import { createAccount } from '../../operations/accounts/create-account.ts';
import type { OperationContext } from '../../operations/context.ts';
import { changeKey } from '../../operations/keys/change-key.ts';
import { createKey } from '../../operations/keys/create-key.ts';
import { importKeys } from '../../operations/keys/import-keys.ts';
import { createRole } from '../../operations/roles/create-role.ts';
import { addUser } from '../../operations/users/add-user.ts';
import { operator } from '../operator.ts';
import { resolveRoles } from '../resolve-roles.ts';
import type { Seed, SeedAccount, SeedKey } from './parse-seed.ts';

/** A key of the seed with both halves of its pair. */
export interface PlantedKey {
  readonly account: string;
  readonly label: string;
  readonly appKey: string;
  readonly appToken: string;
}

/**
 * Fills an empty installation with what a seed says, by the operations of every other front door. Answers the keys in the
 * order of the file. Throws what the operations throw.
 */
export async function plantSeed(operations: OperationContext, seed: Seed): Promise<PlantedKey[]> {
  const planted: PlantedKey[] = [];
  for (const account of seed.accounts) {
    await createAccount(operations, operator, { name: account.name, ownerEmail: account.owner });
    for (const role of account.roles) await createRole(operations, operator, { account: account.name, ...role });
    for (const { email, roles } of account.users) {
      const { roleIds } = await resolveRoles(operations, account.name, roles);
      await addUser(operations, operator, { account: account.name, email, roleIds });
    }
    for (const key of account.keys) planted.push(await plantKey(operations, account, key));
  }
  return planted;
}

async function plantKey(operations: OperationContext, { name }: SeedAccount, key: SeedKey): Promise<PlantedKey> {
  const { roleIds } = await resolveRoles(operations, name, key.roles);
  const pair = await makePair(operations, name, key, roleIds);
  if (!key.isActive) await changeKey(operations, operator, { account: name, key: pair.appKey, isActive: false });
  return { account: name, label: key.label, ...pair };
}

async function makePair(
  operations: OperationContext,
  account: string,
  { label, appKey, appToken }: SeedKey,
  roleIds: readonly number[],
): Promise<Pick<PlantedKey, 'appKey' | 'appToken'>> {
  if (appKey === undefined || appToken === undefined) {
    const { value } = await createKey(operations, operator, { account, label, roleIds });
    return { appKey: value.appKey, appToken: value.appToken };
  }
  const createdAt = new Date(operations.clock()).toISOString();
  const tokenSha256 = createHash('sha256').update(appToken).digest('hex');
  // However weak the token is: it stands in a file beside a test, and its digest nowhere but in the memory of this process.
  const entry = { account, appKey, label, roles: roleIds, tokenSha256, createdAt, secretBits: 112 };
  await importKeys(operations, operator, { keys: [entry] });
  return { appKey, appToken };
}
