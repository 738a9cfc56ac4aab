import type { Actor } from '../../domain/actor.ts';
import { countHolders, type HolderCounts } from '../../domain/role-holders.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';
import { getRole } from './get-role.ts';
import { type RoleView, viewOfRole } from './role-view.ts';

/** One role, and how many have it. Needs Get_Roles_Paged or ViewApiKeys. Throws `not_found` and what `authorizeInAccount` throws. */
export async function showRole(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string; readonly role: number },
): Promise<RoleView & { readonly holders: HolderCounts }> {
  return await context.storage.read(async (tx) => {
    const accepted = ['Get_Roles_Paged', 'ViewApiKeys'] as const;
    const { account, rights } = await authorizeInAccount(tx, context.clock(), actor, input.account, accepted);
    const role = await getRole(tx, account.id, input.role);
    const holders = countHolders(await tx.groupRoleHolders(account.id, role.id, []));
    return { ...viewOfRole(role, rights), holders };
  });
}
