import { ownerRoleName } from '../../domain/role.ts';
import type { WriteTransaction } from '../../storage/storage.ts';

interface NewAccount {
  readonly name: string;
  readonly email: string;
  /** The owner's id, if nobody is known by the e-mail address. */
  readonly userId: string;
  readonly now: number;
  /** `null` when the owner has yet to be invited. */
  readonly joinedAt: number | null;
}

/** Stores an account, its Owner role and the membership of its owner. Whoever calls has checked everything. */
export async function insertAccount(tx: WriteTransaction, { name, email, userId, now, joinedAt }: NewAccount) {
  const account = await tx.insertAccount({ name, createdAt: now });
  const ownerRole = await tx.insertRole({
    accountId: account.id,
    name: ownerRoleName,
    kind: 'owner',
    template: null,
    resources: [],
    createdAt: now,
  });
  const owner = await tx.getOrInsertUser({ id: userId, email, createdAt: now });
  const membership = { accountId: account.id, userId: owner.id, name: null, roleIds: [ownerRole.id] };
  await tx.putMembership({ ...membership, createdAt: now, joinedAt });
  return { account, ownerRole, owner };
}
