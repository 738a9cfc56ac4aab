import type { Actor } from '../../domain/actor.ts';
import type { Role } from '../../domain/role.ts';
import { noHolders } from '../../domain/role-holders.ts';
import { textKey } from '../../domain/text-key.ts';
import { acceptedResources } from '../accepted-resources.ts';
import type { OperationContext } from '../context.ts';
import { parseSearch } from '../parse-search.ts';
import { authorizeInAccount } from '../rights.ts';
import { type ListedRoleView, viewOfRole } from './role-view.ts';

export interface ListRolesInput {
  readonly account: string;
  /** Matches inside the name, or inside the key of a resource that the role lists, whatever the case and accents. */
  readonly q?: string | undefined;
  /** Whether each role comes with how many have it. */
  readonly holders?: boolean | undefined;
}

/**
 * Roles of the account, by id. Needs Get_Roles_Paged or ViewApiKeys.
 *
 * Throws `invalid_request` and what `authorizeInAccount` throws.
 */
export async function listRoles(
  context: OperationContext,
  actor: Actor,
  input: ListRolesInput,
): Promise<ListedRoleView[]> {
  const search = parseSearch(input.q ?? '');
  return await context.storage.read(async (tx) => {
    const accepted = acceptedResources(context, 'listRoles');
    const { account, rights } = await authorizeInAccount(tx, context.clock(), actor, input.account, accepted);
    const found = (await tx.listRoles(account.id)).filter((role) => matches(role, search));
    const views = found.map((role) => viewOfRole(role, rights));
    if (input.holders !== true) return views;
    const counts = await tx.countRoleHolders(account.id);
    return views.map((role) => ({ ...role, holders: counts.get(role.id) ?? noHolders }));
  });
}

function matches({ name, resources }: Role, search: string): boolean {
  if (search === '') return true;
  return [name, ...resources].some((text) => textKey(text).includes(search));
}
