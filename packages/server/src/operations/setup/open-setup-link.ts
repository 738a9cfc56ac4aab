import type { UserActor } from '../../domain/actor.ts';
import type { AuditEvent } from '../../domain/audit-event.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { parsePassword } from '../../domain/passwords/password.ts';
import type { StoredPassword } from '../../domain/passwords/password-hasher.ts';
import { hashOfSecret } from '../../domain/secret.ts';
import { textKey } from '../../domain/text-key.ts';
import type { User } from '../../domain/user.ts';
import type { Changed, ReadTransaction, WriteTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { referencesTo } from '../find-roles.ts';
import { checkSignedIn } from '../rights.ts';
import { runChange } from '../run-change.ts';
import { insertDevice } from '../sessions/insert-device.ts';
import { alsoVisibleToAccountsOf } from '../users/also-visible-to.ts';
import { checkPasswordLink, getInvited, nameOf } from './check-setup-link.ts';
import { getFirstAccountLink, getSetupLink, type LiveSetupLink, linkGone } from './get-setup-link.ts';
import { openFirstAccountLink } from './open-first-account-link.ts';
import type { OpenedSetupLink, OpenSetupLinkInput } from './opening.ts';

/**
 * Opens a set-up link, once. An invitation is opened by somebody who is signed in with the address that it is
 * for, or who sets the user's first password with it; a password link sets a new password and ends all
 * sessions; the link to a first account makes account, owner and password.
 *
 * Throws `link_gone`, `sign_in_needed`, `link_not_yours`, `invalid_request` for a bad password,
 * `overloaded`, and what creating an account throws. The link stays as it is when anything is thrown.
 */
export async function openSetupLink(
  context: OperationContext,
  input: OpenSetupLinkInput,
): Promise<Changed<OpenedSetupLink>> {
  const found = await context.storage.read(async (tx) => {
    const link = await findLink(tx, input);
    return { link, ...(link.userId === null ? {} : await whomItIsFor(tx, link.userId)) };
  });
  const { user } = found;
  if (user === undefined) return await openFirstAccountLink(context, input);
  if (input.newAccount !== undefined) {
    throw new ChaveiroError('invalid_request', 'This link makes no account: it takes a password and nothing else.');
  }
  if (input.password === undefined) return await joinSignedIn(context, found.link, user, input);
  if (found.link.purpose === 'invitation' && found.hasPassword) {
    const { address, channel } = input.source;
    const tried = `${found.link.accountId} ${user.id}`;
    context.countFailure({ action: 'invitation.refused', tried, address: address ?? channel });
    throw signInNeeded();
  }
  const password = parsePassword(input.password, found.names ?? [], 'password');
  const stored = await context.passwords.hash(user.id, password);
  return await setPassword(context, input, user, stored);
}

/** A first account can be wanted of no other link: what is wrong with that one is said. */
async function findLink(tx: ReadTransaction, { secret, newAccount }: OpenSetupLinkInput): Promise<LiveSetupLink> {
  const secretHash = newAccount === undefined ? undefined : hashOfSecret(secret);
  const found = secretHash === undefined ? undefined : await tx.findSetupLink(secretHash);
  const isForUser = newAccount === undefined || typeof found?.userId === 'string';
  return isForUser ? await getSetupLink(tx, secret) : await getFirstAccountLink(tx, secret);
}

async function whomItIsFor(tx: ReadTransaction, userId: string) {
  const user = await tx.findUserById(userId);
  if (user === undefined) throw linkGone();
  const accounts = await Promise.all(
    (await tx.listMembershipsOfUser(userId)).map((each) => nameOf(tx, each.accountId)),
  );
  return { user, hasPassword: (await tx.findPassword(userId)) !== undefined, names: [user.email, ...accounts] };
}

/** Said alike whether the user has a password or not, so that who holds the link learns nothing by trying. */
function signInNeeded(): ChaveiroError {
  return new ChaveiroError(
    'sign_in_needed',
    'Sign in as the user whom the invitation is for, and open it again; or, if the user has no password yet, set the first one with it. ' +
      'Whoever is refused a first password and knows of no other needs a separate invitation: ask for one.',
  );
}

async function joinSignedIn(
  context: OperationContext,
  { purpose }: LiveSetupLink,
  user: User,
  { actor, secret }: OpenSetupLinkInput,
): Promise<Changed<OpenedSetupLink>> {
  if (purpose === 'password') {
    throw new ChaveiroError('invalid_request', '"password" is missing: the password to set.', { field: 'password' });
  }
  if (actor === null) throw signInNeeded();
  if (textKey(actor.email) !== textKey(user.email)) {
    throw new ChaveiroError('link_not_yours', 'This invitation is for another user than the one who is signed in.');
  }
  return await runChange(context, async (tx, now) => {
    await checkSignedIn(tx, now, actor);
    const link = await getSetupLink(tx, secret);
    const joined = await join(tx, now, link, user, actor.userId);
    return {
      value: { email: user.email, account: joined.account, device: null },
      event: { action: 'user.joined', actor, ...joined.event },
    };
  });
}

async function setPassword(
  context: OperationContext,
  { secret, source }: OpenSetupLinkInput,
  user: User,
  password: StoredPassword,
): Promise<Changed<OpenedSetupLink>> {
  const actor: UserActor = { type: 'user', userId: user.id, email: user.email, sessionId: null, source };
  return await runChange(context, async (tx, now) => {
    const link = await getSetupLink(tx, secret);
    const isInvitation = link.purpose === 'invitation';
    if (isInvitation && (await tx.findPassword(user.id)) !== undefined) throw signInNeeded();
    const joined = isInvitation ? await join(tx, now, link, user, user.id) : undefined;
    if (!isInvitation) await takePasswordLink(tx, link, user);
    await tx.putPassword(user.id, password, now);
    await tx.deleteSessionsOfUser(user.id);
    await tx.deleteDevicesOfUser(user.id);
    const device = await insertDevice(tx, user.id, now);
    const passwordEvent = {
      accountId: link.accountId,
      subject: `user:${user.id}`,
      subjectName: user.email,
      before: null,
      after: { by: 'link' },
      // A password link of an account is for a user of that one alone.
      alsoVisibleTo: link.accountId === null ? await alsoVisibleToAccountsOf(tx, actor) : [],
    };
    return {
      value: { email: user.email, account: joined?.account ?? null, device },
      event:
        joined === undefined
          ? { action: 'user.password_set', actor, ...passwordEvent }
          : { action: 'user.joined', actor, ...joined.event },
    };
  });
}

/**
 * Uses the invitation up, and begins the membership that it is for: of the user whom it names, or of another person of that
 * address who is signed in and holds the link.
 */
async function join(tx: WriteTransaction, now: number, link: LiveSetupLink, user: User, userId: string) {
  const { membership, roles } = await getInvited(tx, link, user);
  await tx.deleteSetupLink(link.secretHash);
  const { accountId, name, roleIds, createdAt } = membership;
  const isAnother = userId !== user.id;
  if (isAnother) await tx.deleteMembership(accountId, user.id);
  await tx.putMembership({ accountId, userId, name, roleIds, createdAt, joinedAt: now });
  const event: Pick<AuditEvent, 'accountId' | 'subject' | 'subjectName' | 'before' | 'after'> = {
    accountId,
    subject: `user:${userId}`,
    subjectName: user.email,
    before: { joined: false, ...(isAnother ? { user: user.id } : {}) },
    after: { joined: true, email: user.email, roles: referencesTo(roles) },
  };
  return { account: await nameOf(tx, accountId), event };
}

async function takePasswordLink(tx: WriteTransaction, link: LiveSetupLink, user: User): Promise<void> {
  await checkPasswordLink(tx, link, user);
  await tx.deleteSetupLink(link.secretHash);
}
