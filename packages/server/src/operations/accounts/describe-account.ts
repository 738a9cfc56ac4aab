import type { Actor } from '../../domain/actor.ts';
import { acceptedResources } from '../accepted-resources.ts';
import type { OperationContext } from '../context.ts';
import { type KeyView, viewOfKey } from '../keys/key-view.ts';
import { readAllKeys } from '../keys/read-all-keys.ts';
import { authorizeInAccount } from '../rights.ts';
import { type AccountView, viewOfAccount } from './list-accounts.ts';

/** What the account is, with all keys that it owns, the newest first. Throws what `authorizeInAccount` throws. */
export async function describeAccount(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string },
): Promise<AccountView & { readonly keys: readonly KeyView[] }> {
  const now = context.clock();
  return await context.storage.read(async (tx) => {
    const accepted = acceptedResources(context, 'describeAccount');
    const { account } = await authorizeInAccount(tx, now, actor, input.account, accepted);
    const keys = await readAllKeys(tx, account.id);
    return { ...viewOfAccount(account), keys: keys.map((key) => viewOfKey(key, account, now)) };
  });
}
