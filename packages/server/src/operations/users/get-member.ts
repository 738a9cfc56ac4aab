import { ChaveiroError } from '../../domain/errors.ts';
import type { Role } from '../../domain/role.ts';
import type { Membership } from '../../domain/user.ts';
import type { ReadTransaction } from '../../storage/storage.ts';

export interface Member {
  readonly membership: Membership;
  readonly roles: readonly Role[];
}

/** The account's user of this id; throws `not_found`, also for a user of other accounts. */
export async function getMember(tx: ReadTransaction, accountId: number, userId: string): Promise<Member> {
  const membership = /^[0-9a-f]{32}$/.test(userId) ? await tx.findMembership(accountId, userId) : undefined;
  return await withRoles(tx, accountId, membership);
}

/** The same by an e-mail address, as `parseEmail` writes it. */
export async function getMemberByEmail(tx: ReadTransaction, accountId: number, email: string): Promise<Member> {
  return await withRoles(tx, accountId, await tx.findMembershipByEmail(accountId, email));
}

async function withRoles(tx: ReadTransaction, accountId: number, membership: Membership | undefined): Promise<Member> {
  if (membership === undefined) throw new ChaveiroError('not_found', 'The account has no such user.');
  return { membership, roles: await tx.findRoles(accountId, membership.roleIds) };
}
