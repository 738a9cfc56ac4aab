import type { ApiKey } from '../../domain/api-key.ts';
import type { KeyPage, ReadTransaction } from '../../storage/storage.ts';

const pageSize = 500;

/** Every key that the account owns, the newest first. */
export async function readAllKeys(tx: ReadTransaction, accountId: number): Promise<ApiKey[]> {
  const keys: ApiKey[] = [];
  let after: KeyPage['next'] = null;
  do {
    const place: { after?: NonNullable<KeyPage['next']> } = after === null ? {} : { after };
    const page: KeyPage = await tx.listKeys({
      ...{ accountId, sort: 'createdAt', order: 'desc', limit: pageSize },
      ...place,
    });
    keys.push(...page.keys);
    after = page.next;
  } while (after !== null);
  return keys;
}
