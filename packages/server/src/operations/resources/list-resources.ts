import type { Actor } from '../../domain/actor.ts';
import { isManagementRight } from '../../domain/management-right.ts';
import type { ResourcePlace } from '../../domain/resource.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';

export interface ResourceView {
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  readonly places: readonly ResourcePlace[];
  /** Only its holders can hand it on. */
  readonly isManagementRight: boolean;
}

/** All resources of the installation, by key. Needs Get_Roles_Paged or ViewApiKeys. Throws what `authorizeInAccount` throws. */
export async function listResources(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string },
): Promise<ResourceView[]> {
  return await context.storage.read(async (tx) => {
    await authorizeInAccount(tx, context.clock(), actor, input.account, ['Get_Roles_Paged', 'ViewApiKeys']);
    const resources = await tx.listResources();
    return resources.map((resource) => ({ ...resource, isManagementRight: isManagementRight(resource.key) }));
  });
}
