import type { ApiKey } from '../../domain/api-key.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { isKeyId, isKeyString } from '../../domain/key-string.ts';
import type { ReadTransaction } from '../../storage/storage.ts';

/**
 * The account's key of this id or key string; throws `not_found`, alike for what does not exist, was
 * deleted, or belongs to another account.
 */
export async function getKey(tx: ReadTransaction, accountId: number, key: string): Promise<ApiKey> {
  const found = await findKey(tx, accountId, key);
  if (found === undefined) throw new ChaveiroError('not_found', 'The account has no such key.');
  return found;
}

/** The same, or `undefined`. */
export async function findKey(tx: ReadTransaction, accountId: number, key: string): Promise<ApiKey | undefined> {
  const id = key.toLowerCase();
  if (isKeyId(id)) return await tx.findKey(accountId, id);
  return isKeyString(key) ? await tx.findKeyByAppKey(key, accountId) : undefined;
}
