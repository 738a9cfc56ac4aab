import type { WriteTransaction } from '../../storage/storage.ts';

/** Ends every session of a user who has no role in any account any more. */
export async function endSessionsOfFormerMember(tx: WriteTransaction, userId: string): Promise<void> {
  const memberships = await tx.listMembershipsOfUser(userId);
  if (memberships.some(({ joinedAt, roleIds }) => joinedAt !== null && roleIds.length > 0)) return;
  await tx.deleteSessionsOfUser(userId);
}
