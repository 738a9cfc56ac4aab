import { isBelowCeiling, type LinkCeiling } from '../../domain/setup-link.ts';
import type { Membership, User } from '../../domain/user.ts';
import type { ReadTransaction } from '../../storage/storage.ts';
import { type LiveSetupLink, linkGone } from './get-setup-link.ts';

/** The membership that an invitation would begin. Throws `link_gone` when there is none, or more to it than its issuer could give. */
export async function getInvited(tx: ReadTransaction, link: LiveSetupLink, user: User) {
  const membership = await tx.findMembership(link.accountId as number, user.id);
  if (membership === undefined || membership.joinedAt !== null) throw linkGone();
  return { membership, roles: await checkCeiling(tx, link.ceiling, [membership]) };
}

/** Throws `link_gone`. One that an account has issued is good as long as the user is in no other account. */
export async function checkPasswordLink(tx: ReadTransaction, link: LiveSetupLink, user: User): Promise<void> {
  const joined = (await tx.listMembershipsOfUser(user.id)).filter((each) => each.joinedAt !== null);
  const isOnlyHere = joined.length > 0 && joined.every((each) => each.accountId === link.accountId);
  if (link.accountId !== null && !isOnlyHere) throw linkGone();
  await checkCeiling(tx, link.ceiling, joined);
}

/** Throws `link_gone` when the link has come to open more than its issuer could have given. */
async function checkCeiling(tx: ReadTransaction, ceiling: LinkCeiling, memberships: readonly Membership[]) {
  const roles = await Promise.all(memberships.map((each) => tx.findRoles(each.accountId, each.roleIds)));
  if (!isBelowCeiling(ceiling, roles.flat())) throw linkGone();
  return roles.flat();
}

export async function nameOf(tx: ReadTransaction, accountId: number): Promise<string> {
  return (await tx.findAccountById(accountId))?.name ?? '';
}
