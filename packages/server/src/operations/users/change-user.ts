import type { Actor } from '../../domain/actor.ts';
import { checkRolesGiven, checkRolesTaken } from '../../domain/ceiling.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { ownerRoleId, type Role } from '../../domain/role.ts';
import { parseUserName } from '../../domain/short-text.ts';
import type { Changed, ReadTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { areSameRoles, findWantedRoles, idsOf, referencesTo } from '../find-roles.ts';
import { type AccountAccess, authorizeInAccount } from '../rights.ts';
import { runChange } from '../run-change.ts';
import { checkVersion, type ExpectedVersions } from '../view-version.ts';
import type { Wanted } from '../wanted.ts';
import { checkNotLastOwner } from './check-last-owner.ts';
import { endSessionsOfFormerMember } from './end-sessions-of-former-member.ts';
import { getMember, type Member } from './get-member.ts';
import { readUserView, type UserView } from './user-view.ts';

/** What is absent stays as it is. */
export interface ChangeUserInput {
  readonly account: string;
  readonly user: string;
  /** How the account is to call the user; `null` for nothing but the address. */
  readonly name?: string | null | undefined;
  /** The roles that the user is to have in this account. */
  readonly roleIds?: Wanted<number> | undefined;
  readonly ifVersion?: ExpectedVersions;
}

/**
 * Changes a user's membership in one account: nothing of another one, nor address or password. Needs
 * Save_User, and every management right that is given or taken. A user who loses the last role anywhere
 * is signed out. Nothing different: no change and no event.
 *
 * Throws `changed_meanwhile`, `invalid_request`, `not_found`, `own_rights`, `above_own_rights`, `last_owner`, and what
 * `authorizeInAccount` throws.
 */
export async function changeUser(
  context: OperationContext,
  actor: Actor,
  input: ChangeUserInput,
): Promise<Changed<UserView>> {
  const name = typeof input.name === 'string' ? parseUserName(input.name) : input.name;
  return await runChange(context, async (tx, now) => {
    const entrance = await authorizeInAccount(tx, now, actor, input.account, ['Save_User']);
    const { account } = entrance;
    const member = await getMember(tx, account.id, input.user);
    const { membership } = member;
    const view = await readUserView(tx, membership, member.roles);
    checkVersion(input.ifVersion, view);
    const newName = name === undefined || name === membership.name ? undefined : { name };
    const newRoles = await differentRoles(tx, member, input.roleIds);
    if (newName === undefined && newRoles === undefined) {
      return { event: null, value: view };
    }
    if (newRoles !== undefined) await checkRoles(tx, actor, entrance, member, newRoles);
    const roles = newRoles ?? member.roles;
    const changed = { ...membership, ...newName, roleIds: idsOf(roles) };
    await tx.putMembership({ ...changed, userId: membership.user.id });
    await endSessionsOfFormerMember(tx, membership.user.id);
    return {
      value: await readUserView(tx, changed, roles),
      event: {
        action: 'user.changed',
        actor,
        accountId: account.id,
        subject: `user:${membership.user.id}`,
        subjectName: membership.user.email,
        before: {
          ...(newName === undefined ? {} : { name: membership.name }),
          ...(newRoles === undefined ? {} : { roles: referencesTo(member.roles) }),
        },
        after: {
          email: membership.user.email,
          ...newName,
          ...(newRoles === undefined ? {} : { roles: referencesTo(newRoles) }),
        },
      },
    };
  });
}

async function differentRoles(
  tx: ReadTransaction,
  { membership, roles }: Member,
  roleIds: Wanted<number> | undefined,
): Promise<Role[] | undefined> {
  if (roleIds === undefined) return undefined;
  const wanted = await findWantedRoles(tx, membership.accountId, roles, roleIds);
  return areSameRoles(wanted, roles) ? undefined : wanted;
}

async function checkRoles(
  tx: ReadTransaction,
  actor: Actor,
  { rights }: AccountAccess,
  { membership, roles }: Member,
  newRoles: readonly Role[],
): Promise<void> {
  if (actor.type === 'user' && actor.userId === membership.user.id) {
    throw new ChaveiroError('own_rights', 'Nobody changes their own roles: somebody else has to.');
  }
  const without = (all: readonly Role[], others: readonly Role[]) =>
    all.filter((role) => !others.some((other) => other.id === role.id));
  checkRolesGiven(rights, without(newRoles, roles));
  checkRolesTaken(rights, without(roles, newRoles));
  if (!newRoles.some((role) => role.id === ownerRoleId)) await checkNotLastOwner(tx, membership);
}
