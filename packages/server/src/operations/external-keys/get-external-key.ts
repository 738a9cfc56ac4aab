import { ChaveiroError } from '../../domain/errors.ts';
import type { ExternalKey } from '../../domain/external-key.ts';
import { isKeyId, isKeyString } from '../../domain/key-string.ts';
import type { ReadTransaction } from '../../storage/storage.ts';

/** The account's external key of this id or key string; throws `not_found` for what it has not added. */
export async function getExternalKey(tx: ReadTransaction, accountId: number, key: string): Promise<ExternalKey> {
  const found = await findExternalKey(tx, accountId, key);
  if (found === undefined) throw new ChaveiroError('not_found', 'The account has no such external key.');
  return found;
}

/** The same, or `undefined`. */
export async function findExternalKey(
  tx: ReadTransaction,
  accountId: number,
  key: string,
): Promise<ExternalKey | undefined> {
  const id = key.toLowerCase();
  if (isKeyId(id)) return await tx.findExternalKey(accountId, id);
  return isKeyString(key) ? await tx.findExternalKeyByAppKey(accountId, key) : undefined;
}
