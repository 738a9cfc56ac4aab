import type { Actor } from '../../domain/actor.ts';
import { textKey } from '../../domain/text-key.ts';
import type { Membership } from '../../domain/user.ts';
import type { OperationContext } from '../context.ts';
import { checkRoleFilter } from '../list-input.ts';
import { parseSearch } from '../parse-search.ts';
import { authorizeInAccount } from '../rights.ts';
import { type UserView, viewOfUser } from './user-view.ts';

export interface ListUsersInput {
  readonly account: string;
  /** Matches inside e-mail address and name, whatever the case and accents. */
  readonly q?: string | undefined;
  /** Id of a role that the users have. */
  readonly role?: number | undefined;
  readonly status?: UserView['status'] | undefined;
}

/**
 * Users of the account, by e-mail. Needs Get_Users_Paged.
 *
 * Throws `invalid_request` that names the bad field, and what `authorizeInAccount` throws.
 */
export async function listUsers(context: OperationContext, actor: Actor, input: ListUsersInput): Promise<UserView[]> {
  const { q = '', role, status } = input;
  const search = parseSearch(q);
  checkRoleFilter(role);
  return await context.storage.read(async (tx) => {
    const { account } = await authorizeInAccount(tx, context.clock(), actor, input.account, ['Get_Users_Paged']);
    const roles = await tx.listRoles(account.id);
    const invitations = new Map((await tx.listInvitations(account.id)).map((each) => [each.userId, each]));
    return (await tx.listMembershipsInAccount(account.id))
      .filter((membership) => role === undefined || membership.roleIds.includes(role))
      .filter((membership) => matches(membership, search))
      .map((membership) => viewOfUser(membership, roles, invitations.get(membership.user.id)))
      .filter((user) => status === undefined || user.status === status);
  });
}

function matches({ user, name }: Membership, search: string): boolean {
  return search === '' || textKey(user.email).includes(search) || textKey(name ?? '').includes(search);
}
