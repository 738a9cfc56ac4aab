import { ChaveiroError } from '../../domain/errors.ts';
import { nearestName } from '../../domain/nearest-name.ts';
import type { ReadTransaction } from '../../storage/storage.ts';

/** What the operator, who may know of every account, is told of one that there is not. */
export async function noSuchAccount(tx: ReadTransaction, name: string): Promise<ChaveiroError> {
  const names = (await tx.listAccounts()).map((account) => account.name);
  const meant = nearestName(name, names);
  const hint =
    meant !== undefined
      ? `Did you mean "${meant}"?`
      : names.length === 0
        ? 'There is none yet: chaveiro account create makes one.'
        : 'chaveiro account list shows all.';
  return new ChaveiroError('not_found', `There is no account "${name}". ${hint}`, { field: 'account' });
}
