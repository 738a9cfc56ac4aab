import { randomBytes } from 'node:crypto';
import type { Actor } from '../../domain/actor.ts';
import { checkLinkIssued } from '../../domain/ceiling.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { Membership, User } from '../../domain/user.ts';
import type { Changed, ReadTransaction, WriteTransaction } from '../../storage/storage.ts';
import type { RepeatableContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';
import { runRepeatableChange } from '../run-repeatable-change.ts';
import { type IssuedLink, issueSetupLink } from '../setup/issue-setup-link.ts';
import { endSessionsOfFormerMember } from './end-sessions-of-former-member.ts';
import { getMember } from './get-member.ts';

export interface IssueUserLinkInput {
  readonly account: string;
  readonly user: string;
  /** `invitation` for a user who has not joined the account yet, `password` for one who has. */
  readonly purpose: 'invitation' | 'password';
  /** Of an invitation: for a person of their own, to whom no password that was set elsewhere belongs. See decision 0032. */
  readonly isSeparate?: boolean | undefined;
}

export interface IssuedUserLink extends IssuedLink {
  /** Whom it is for; of a separate invitation another id than before. */
  readonly user: string;
}

/**
 * A new invitation, or a link by which a user sets a new password; the one before it is gone. Needs
 * Save_User, and every management right of the user. An account issues a password link only for a user
 * who is in no other account; the operator for every user; nobody for themselves, for a session alone must
 * not be enough to come by a password.
 *
 * Throws `not_found`, `already_joined`, `not_joined`, `member_elsewhere`, `own_rights`,
 * `above_own_rights`, and what `authorizeInAccount` throws.
 */
export async function issueUserLink(
  context: RepeatableContext,
  actor: Actor,
  input: IssueUserLinkInput,
): Promise<Changed<IssuedUserLink>> {
  const { purpose, isSeparate = false } = input;
  return await runRepeatableChange(context, ['url'], async (tx, now) => {
    const { account, rights } = await authorizeInAccount(tx, now, actor, input.account, ['Save_User']);
    const { membership, roles } = await getMember(tx, account.id, input.user);
    const { user: before } = membership;
    if (actor.type === 'user' && actor.userId === before.id) {
      throw new ChaveiroError('own_rights', 'To change your own password, use the one that you have.');
    }
    checkLinkIssued(rights, roles);
    if (purpose === 'invitation') checkNotJoined(membership);
    else await checkPasswordLink(tx, actor, membership);
    const user = isSeparate ? await separate(tx, membership, now) : before;
    const accountId = purpose === 'password' && actor.type === 'operator' ? null : account.id;
    const link = await issueSetupLink(context, tx, { purpose, userId: user.id, accountId, rights, actor, now });
    return {
      value: { user: user.id, ...link },
      event: {
        action: isSeparate ? 'user.separated' : 'setup_link.issued',
        actor,
        accountId: account.id,
        subject: `user:${user.id}`,
        subjectName: user.email,
        before: isSeparate ? { user: before.id } : null,
        after: { purpose, email: user.email, expiresAt: link.expiresAt },
      },
    };
  });
}

/**
 * Makes the membership one of a new person of the address, and answers them. Whether the one before has a password makes no
 * difference, so that nobody learns it; whatever that one is and has in other accounts stays.
 */
async function separate(tx: WriteTransaction, { user, ...membership }: Membership, now: number): Promise<User> {
  const id = randomBytes(16).toString('hex');
  await tx.deleteMembership(membership.accountId, user.id);
  await tx.deleteSetupLinks({ purpose: 'invitation', userId: user.id, accountId: membership.accountId });
  const person = await tx.insertNamesake({ id, email: user.email, createdAt: now });
  await tx.putMembership({ ...membership, userId: id });
  await endSessionsOfFormerMember(tx, user.id);
  return person;
}

function checkNotJoined({ joinedAt, user }: Membership): void {
  if (joinedAt === null) return;
  throw new ChaveiroError('already_joined', `${user.email} has opened the invitation: there is nothing to invite to.`);
}

async function checkPasswordLink(tx: ReadTransaction, actor: Actor, { joinedAt, user }: Membership): Promise<void> {
  if (joinedAt === null) {
    throw new ChaveiroError('not_joined', `${user.email} has not opened the invitation, which sets a first password.`);
  }
  const joined = (await tx.listMembershipsOfUser(user.id)).filter((each) => each.joinedAt !== null);
  if (actor.type === 'operator' || joined.length === 1) return;
  throw new ChaveiroError(
    'member_elsewhere',
    `${user.email} is in other accounts as well, so that no single one of them may set the password: the operator can.`,
  );
}
