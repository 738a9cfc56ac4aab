import type { TokenRole } from '#engine';
import { type Account, isAccountName } from '../domain/account.ts';
import type { Actor, KeyActor, UserActor } from '../domain/actor.ts';
import { checkHoldsAny, type Rights } from '../domain/ceiling.ts';
import { ChaveiroError } from '../domain/errors.ts';
import type { AccessRight } from '../domain/management-right.ts';
import type { Role } from '../domain/role.ts';
import { isSessionAlive, isSessionUnended, type Session } from '../domain/session.ts';
import type { ReadTransaction } from '../storage/storage.ts';
import { noSuchAccount } from './accounts/no-such-account.ts';
import { findRolesIn } from './keys/find-key-roles.ts';

/** The account that an operation acts on, and what its caller holds there. */
export interface AccountAccess {
  readonly account: Account;
  readonly rights: Rights;
  /** With which token of its own a key called; `null` for whoever is no key. */
  readonly callingToken: TokenRole | null;
}

/** What the operator holds, in every account. */
export const operatorRights: Rights = { isOperator: true, isOwner: false, roleIds: new Set(), resources: new Set() };

/**
 * The first step of every operation on an account: finds it and checks that the caller may do this.
 *
 * Runs inside the operation's transaction, so that what it finds holds until the end of it: a role
 * taken a moment ago opens nothing.
 *
 * Throws `not_found` for an account that does not exist or in which the caller has no role, alike;
 * `account_inactive`; `resource_missing` when the caller's roles hold none of the `accepted`
 * resources, where these are not just any role; `invalid_credentials` or `key_inactive` when the caller, or its token, was deleted, deactivated or
 * signed out after it was recognised.
 *
 * @param now milliseconds since 1970
 */
export async function authorizeInAccount(
  tx: ReadTransaction,
  now: number,
  actor: Actor,
  accountName: string,
  accepted: readonly AccessRight[] | 'any role',
): Promise<AccountAccess> {
  const callingToken = actor.type === 'key' ? await checkStillValid(tx, actor) : null;
  if (actor.type === 'user') await checkSignedIn(tx, now, actor);
  const account = isAccountName(accountName) ? await tx.findAccountByName(accountName) : undefined;
  if (actor.type === 'operator') {
    if (account === undefined) throw await noSuchAccount(tx, accountName);
    return { account, rights: operatorRights, callingToken };
  }
  // Asked of an account that does not exist as well, so that it takes as long.
  const accountId = account?.id ?? 0;
  const roles =
    actor.type === 'key' ? await findRolesIn(tx, now, accountId, actor.keyId) : await rolesOfUser(tx, actor, accountId);
  if (account === undefined || roles.length === 0) throw noSuchAccountOrRole();
  const rights = rightsOf(roles);
  if (!account.isActive) {
    throw new ChaveiroError('account_inactive', `The account "${account.name}" is inactive.`);
  }
  if (accepted !== 'any role') checkHoldsAny(rights, accepted);
  return { account, rights, callingToken };
}

/** One text for what does not exist and for what the caller may not know of. */
function noSuchAccountOrRole(): ChaveiroError {
  return new ChaveiroError('not_found', 'There is no such account, or you have no role in it.', { field: 'account' });
}

async function checkStillValid(tx: ReadTransaction, actor: KeyActor): Promise<TokenRole> {
  const status = await tx.findKeyStatus(actor.keyId, actor.tokenId);
  if (status?.appKey !== actor.appKey) {
    throw new ChaveiroError('invalid_credentials', 'The key that calls does not exist any more.');
  }
  if (status.tokenRole === null) {
    throw new ChaveiroError('invalid_credentials', 'The token that calls was deleted.');
  }
  if (!status.isActive || !status.isOwnerActive) {
    throw new ChaveiroError('key_inactive', 'The key that calls, or the account that owns it, is inactive.');
  }
  return status.tokenRole;
}

/** The session that called, or from which its user token was made. Throws `invalid_credentials` unless it is alive. */
export async function checkSignedIn(tx: ReadTransaction, now: number, actor: UserActor): Promise<Session> {
  const session = actor.sessionId === null ? undefined : await tx.findSessionById(actor.sessionId);
  const isAlive = actor.tokenMadeFor !== undefined ? isSessionUnended : isSessionAlive;
  if (session === undefined || session.userId !== actor.userId || !isAlive(session, now)) {
    throw new ChaveiroError('invalid_credentials', 'You are not signed in any more.');
  }
  return session;
}

async function rolesOfUser(tx: ReadTransaction, actor: UserActor, accountId: number): Promise<Role[]> {
  const membership = await tx.findMembership(accountId, actor.userId);
  // Who was invited and has not come in has nothing to say.
  if (membership === undefined || membership.joinedAt === null) return [];
  return await tx.findRoles(accountId, membership.roleIds);
}

function rightsOf(roles: readonly Role[]): Rights {
  return {
    isOperator: false,
    isOwner: roles.some((role) => role.kind === 'owner'),
    roleIds: new Set(roles.map((role) => role.id)),
    resources: new Set(roles.flatMap((role) => role.resources)),
  };
}
