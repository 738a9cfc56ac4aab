import { ChaveiroError } from '../../domain/errors.ts';
import { ownerRoleId } from '../../domain/role.ts';
import type { Membership } from '../../domain/user.ts';
import type { ReadTransaction } from '../../storage/storage.ts';

/**
 * Throws `last_owner` when nobody else is Owner of the account who could do what this one can: an Owner
 * who was invited and has not come yet is as good as another of those, and no more.
 */
export async function checkNotLastOwner(
  tx: ReadTransaction,
  { accountId, user, roleIds, joinedAt }: Membership,
): Promise<void> {
  if (!roleIds.includes(ownerRoleId)) return;
  const others = (await tx.listMembershipsInAccount(accountId)).filter(
    (each) => each.user.id !== user.id && each.roleIds.includes(ownerRoleId),
  );
  if (others.some((each) => joinedAt === null || each.joinedAt !== null)) return;
  throw new ChaveiroError(
    'last_owner',
    `${user.email} is the last Owner of the account. Make somebody else Owner first.`,
  );
}
