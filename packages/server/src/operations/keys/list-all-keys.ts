import type { Actor } from '../../domain/actor.ts';
import { acceptedResources } from '../accepted-resources.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';
import { type KeyView, viewOfKey } from './key-view.ts';
import { readAllKeys } from './read-all-keys.ts';

/** Every key that the account owns, the newest first, for who cannot be answered in pages. Throws what `authorizeInAccount` throws. */
export async function listAllKeys(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string },
): Promise<KeyView[]> {
  const now = context.clock();
  return await context.storage.read(async (tx) => {
    const accepted = acceptedResources(context, 'listAllKeys');
    const { account } = await authorizeInAccount(tx, now, actor, input.account, accepted);
    return (await readAllKeys(tx, account.id)).map((key) => viewOfKey(key, account, now));
  });
}
