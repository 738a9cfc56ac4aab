/** Who has which roles of an account. */
import assert from 'node:assert/strict';
import type { HolderGroup } from '../../domain/role-holders.ts';
import type { Storage, WriteTransaction } from '../storage.ts';
import { type ContractTest, insertTestAccount, insertTestKey, make } from './subject.ts';

const userIds = ['a'.repeat(32), 'b'.repeat(32)];

/** Account 1 with roles 1 to 3 and all kinds of holders, and account 2, whose keys have roles in both. */
async function insertHolders(storage: Storage): Promise<void> {
  await make(storage, async (tx) => {
    for (const name of ['loja', 'other']) await insertTestAccount(tx, name);
    for (const roleIds of [[2], [2, 3], [3, 2], [1, 2, 3], [3], []]) await insertTestKey(tx, { accountId: 1, roleIds });
    await giveElsewhere(tx, [2]);
    await giveElsewhere(tx, [2, 3]);
    await tx.deleteKey(await giveElsewhere(tx, [2]), 5);
    const [one, two] = userIds as [string, string];
    for (const id of userIds) await tx.getOrInsertUser({ id, email: `${id.slice(0, 5)}@example.com`, createdAt: 1 });
    const membership = { name: null, createdAt: 1, joinedAt: null };
    await tx.putMembership({ ...membership, accountId: 1, userId: one, roleIds: [2, 1] });
    await tx.putMembership({ ...membership, accountId: 1, userId: two, roleIds: [2] });
    await tx.putMembership({ ...membership, accountId: 2, userId: one, roleIds: [2, 3] });
  });
}

/** A key of account 2 with all roles there, and some in account 1. */
async function giveElsewhere(tx: WriteTransaction, roleIds: readonly number[]): Promise<string> {
  const keyId = await insertTestKey(tx, { accountId: 2, roleIds: [1, 2, 3] });
  const addition = { addedAt: 1, addedBy: 'operator', note: null, expiresAt: null };
  await tx.putGrant({ ...addition, accountId: 1, keyId, roleIds });
  return keyId;
}

/** In the order of what they have, so that they can be compared. */
async function groups(storage: Storage, roleId: number, others: readonly number[]): Promise<HolderGroup[]> {
  const found = await storage.read((tx) => tx.groupRoleHolders(1, roleId, others));
  const textOf = (group: HolderGroup) => JSON.stringify(group);
  return found.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
}

export const roleHolderTests: readonly ContractTest[] = [
  {
    title: 'holders of roles are counted in one account, own and external keys and users apart, without deleted keys',
    async run({ storage }) {
      await insertHolders(storage);
      const counts = await storage.read((tx) => tx.countRoleHolders(1));
      assert.deepEqual(
        [...counts].sort(([a], [b]) => a - b),
        [
          [1, { keys: 1, externalKeys: 0, users: 1 }],
          [2, { keys: 4, externalKeys: 2, users: 2 }],
          [3, { keys: 4, externalKeys: 1, users: 0 }],
        ],
      );
      await make(storage, (tx) => insertTestAccount(tx, 'empty'));
      assert.deepEqual(await storage.read((tx) => tx.countRoleHolders(3)), new Map());
    },
  },
  {
    title: 'holders of a role are grouped by which of some others they have, and by no role that was not asked for',
    async run({ storage }) {
      await insertHolders(storage);
      const none = { keys: 0, externalKeys: 0, users: 0 };
      assert.deepEqual(await groups(storage, 2, [3, 1]), [
        { otherRoleIds: [1, 3], ...none, keys: 1 },
        { otherRoleIds: [1], ...none, users: 1 },
        { otherRoleIds: [3], ...none, keys: 2, externalKeys: 1 },
        { otherRoleIds: [], ...none, users: 1 },
        { otherRoleIds: [], ...none, keys: 1, externalKeys: 1 },
      ]);
      assert.deepEqual(await groups(storage, 2, []), [
        { otherRoleIds: [], ...none, users: 2 },
        { otherRoleIds: [], ...none, keys: 4, externalKeys: 2 },
      ]);
      assert.deepEqual(await groups(storage, 99, [1]), []);
    },
  },
];
