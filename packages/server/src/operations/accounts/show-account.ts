import type { Actor } from '../../domain/actor.ts';
import { acceptedResources } from '../accepted-resources.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';
import { type AccountView, viewOfAccount } from './list-accounts.ts';

/** What the account is. Throws what `authorizeInAccount` throws. */
export async function showAccount(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string },
): Promise<AccountView> {
  return await context.storage.read(async (tx) => {
    const accepted = acceptedResources(context, 'showAccount');
    return viewOfAccount((await authorizeInAccount(tx, context.clock(), actor, input.account, accepted)).account);
  });
}
