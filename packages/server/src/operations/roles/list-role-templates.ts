import type { Actor } from '../../domain/actor.ts';
import { roleTemplates } from '../../domain/catalogue/role-templates.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';

export interface RoleTemplateView {
  /** Also the name of the role that is made from it. */
  readonly name: string;
  readonly resources: readonly string[];
  /** The account's role that came from it; `null` when there is none. */
  readonly roleId: number | null;
}

/** The predefined roles that can be added to an account. Needs Get_Roles_Paged or ViewApiKeys. Throws what `authorizeInAccount` throws. */
export async function listRoleTemplates(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string },
): Promise<RoleTemplateView[]> {
  return await context.storage.read(async (tx) => {
    const accepted = ['Get_Roles_Paged', 'ViewApiKeys'] as const;
    const { account } = await authorizeInAccount(tx, context.clock(), actor, input.account, accepted);
    const roles = await tx.listRoles(account.id);
    return roleTemplates.map(({ name, resources }) => ({
      name,
      resources,
      roleId: roles.find((role) => role.template === name)?.id ?? null,
    }));
  });
}
