import { randomBytes } from 'node:crypto';
import type { Actor } from '../../domain/actor.ts';
import { checkRolesGiven } from '../../domain/ceiling.ts';
import { parseEmail } from '../../domain/email.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { parseUserName } from '../../domain/short-text.ts';
import type { Changed } from '../../storage/storage.ts';
import type { RepeatableContext } from '../context.ts';
import { findWantedRoles, referencesTo } from '../find-roles.ts';
import { authorizeInAccount } from '../rights.ts';
import { runRepeatableChange } from '../run-repeatable-change.ts';
import { type IssuedLink, issueSetupLink } from '../setup/issue-setup-link.ts';
import { readUserView, type UserView } from './user-view.ts';

export interface AddUserInput {
  readonly account: string;
  readonly email: string;
  readonly name?: string | undefined;
  readonly roleIds: readonly number[];
}

export interface AddedUser extends UserView {
  /** To be handed to the user. */
  readonly invitation: IssuedLink;
}

/**
 * Invites a person into the account. The membership does nothing until the invitation is opened. Needs
 * Save_User.
 *
 * Whether the address is known here, from other accounts, makes no difference that could be seen: the
 * same statements, the same answer, and an id that is the person's for ever.
 *
 * Throws `invalid_request` for a bad address, name or role, `user_exists`, `above_own_rights`, and what
 * `authorizeInAccount` throws.
 */
export async function addUser(
  context: RepeatableContext,
  actor: Actor,
  input: AddUserInput,
): Promise<Changed<AddedUser>> {
  const email = parseEmail(input.email, 'email');
  const name = input.name === undefined ? null : parseUserName(input.name);
  const id = randomBytes(16).toString('hex');
  return await runRepeatableChange(context, ['invitation'], async (tx, now) => {
    const { account, rights } = await authorizeInAccount(tx, now, actor, input.account, ['Save_User']);
    const roles = await findWantedRoles(tx, account.id, [], input.roleIds);
    checkRolesGiven(rights, roles);
    const user = await tx.getOrInsertUser({ id, email, createdAt: now });
    // By the address, whoever of its persons it is.
    if ((await tx.findMembershipByEmail(account.id, email)) !== undefined) {
      throw new ChaveiroError(
        'user_exists',
        `The account has the user ${email} already: change that user's roles, or make a new invitation for one who has not come in.`,
        { field: 'email' },
      );
    }
    const membership = { name, roleIds: roles.map((role) => role.id), createdAt: now, joinedAt: null };
    await tx.putMembership({ ...membership, accountId: account.id, userId: user.id });
    const place = { purpose: 'invitation', userId: user.id, accountId: account.id } as const;
    const invitation = await issueSetupLink(context, tx, { ...place, rights, actor, now });
    return {
      value: { ...(await readUserView(tx, { ...membership, accountId: account.id, user }, roles)), invitation },
      event: {
        action: 'user.added',
        actor,
        accountId: account.id,
        subject: `user:${user.id}`,
        subjectName: user.email,
        before: null,
        after: { email, name, roles: referencesTo(roles), invitationExpiresAt: invitation.expiresAt },
      },
    };
  });
}
