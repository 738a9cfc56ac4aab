import type { RoutePolicy } from '#engine';
import type { Actor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';

export interface ApiView {
  readonly name: string;
  /** Each with the resources of which any one opens it. */
  readonly routes: readonly RoutePolicy[];
}

/**
 * The APIs of the installation that have route policies, by name: what a role opens there, and what can be asked about by
 * route. Needs Get_Roles_Paged or ViewApiKeys. Throws what `authorizeInAccount` throws.
 */
export async function listApis(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string },
): Promise<ApiView[]> {
  return await context.storage.read(async (tx) => {
    await authorizeInAccount(tx, context.clock(), actor, input.account, ['Get_Roles_Paged', 'ViewApiKeys']);
    return await tx.listApis();
  });
}
