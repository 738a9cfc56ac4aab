import type { Actor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { enterAccount } from '../rights.ts';
import { type RoleView, viewOfRole } from './role-view.ts';

/** All roles of the account, by id. Needs Get_Roles_Paged or ViewApiKeys. Throws what `enterAccount` throws. */
export async function listRoles(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string },
): Promise<RoleView[]> {
  return await context.storage.read(async (tx) => {
    const accepted = ['Get_Roles_Paged', 'ViewApiKeys'];
    const { account } = await enterAccount(tx, context.clock(), actor, input.account, accepted);
    return (await tx.listRoles(account.id)).map(viewOfRole);
  });
}
