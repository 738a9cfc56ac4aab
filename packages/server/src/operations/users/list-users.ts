import type { Actor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { enterAccount } from '../rights.ts';
import { type UserView, viewOfUser } from './user-view.ts';

/** All users of the account, by e-mail. Needs Get_Users_Paged. Throws what `enterAccount` throws. */
export async function listUsers(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string },
): Promise<UserView[]> {
  return await context.storage.read(async (tx) => {
    const { account } = await enterAccount(tx, context.clock(), actor, input.account, ['Get_Users_Paged']);
    const roles = await tx.listRoles(account.id);
    return (await tx.listMembershipsInAccount(account.id)).map((membership) => viewOfUser(membership, roles));
  });
}
