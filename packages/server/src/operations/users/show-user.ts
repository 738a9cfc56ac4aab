import type { Actor } from '../../domain/actor.ts';
import { acceptedResources } from '../accepted-resources.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';
import { getMember } from './get-member.ts';
import { readUserView, type UserView } from './user-view.ts';

/** One user of the account. Needs Get_Users_Paged. Throws `not_found`, and what `authorizeInAccount` throws. */
export async function showUser(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string; readonly user: string },
): Promise<UserView> {
  return await context.storage.read(async (tx) => {
    const { account } = await authorizeInAccount(
      tx,
      context.clock(),
      actor,
      input.account,
      acceptedResources(context, 'showUser'),
    );
    const { membership, roles } = await getMember(tx, account.id, input.user);
    return await readUserView(tx, membership, roles);
  });
}
