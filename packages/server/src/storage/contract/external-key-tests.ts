/** Keys of other accounts, from the first role to the last. */
import assert from 'node:assert/strict';
import type { Grant, Storage } from '../storage.ts';
import type { ContractTest } from './subject.ts';
import { insertTestAccount, insertTestKey, make } from './subject.ts';

/** Account 1 owns a key, to which accounts 2 and 3 have given roles. */
async function insertExternalKey(storage: Storage): Promise<{ keyId: string; grant: Grant }> {
  return await make(storage, async (tx) => {
    for (const name of ['owner', 'zeta', 'alfa']) await insertTestAccount(tx, name);
    const keyId = await insertTestKey(tx, { accountId: 1, appKey: 'Key.A', roleIds: [2] });
    const grant = {
      accountId: 2,
      keyId,
      roleIds: [3, 2],
      addedAt: 5,
      addedBy: 'key:x',
      note: 'Ção',
      expiresAt: 2 ** 41,
    };
    await tx.putGrant(grant);
    await tx.putGrant({ ...grant, accountId: 3, addedAt: 7 });
    return { keyId, grant };
  });
}

export const externalKeyTests: readonly ContractTest[] = [
  {
    title: 'an external key is what its grant, its key and its owner say, for the account that gave the roles',
    async run({ storage }) {
      const { keyId, grant } = await insertExternalKey(storage);
      const expected = {
        id: keyId,
        appKey: 'Key.A',
        accountId: 2,
        ownerId: 1,
        owner: 'owner',
        note: 'Ção',
        status: 'active',
        roles: [
          { id: 2, name: 'Second' },
          { id: 3, name: 'Third' },
        ],
        expiresAt: 2 ** 41,
        addedAt: 5,
        addedBy: 'key:x',
        lastUsedAt: null,
      };
      await make(storage, async (tx) => {
        assert.deepEqual(await tx.findExternalKey(2, keyId), expected);
        assert.deepEqual(await tx.findExternalKeyByAppKey(2, 'Key.A'), expected);
        assert.equal(await tx.findExternalKeyByAppKey(2, 'key.a'), undefined);
        for (const accountId of [1, 99]) {
          assert.equal(await tx.findExternalKey(accountId, keyId), undefined);
          assert.equal(await tx.findExternalKeyByAppKey(accountId, 'Key.A'), undefined);
        }
        await tx.putGrant({ ...grant, roleIds: [2], note: null, expiresAt: null });
        const changed = { ...expected, roles: [{ id: 2, name: 'Second' }], note: null, expiresAt: null };
        assert.deepEqual(await tx.findExternalKey(2, keyId), changed);
        assert.deepEqual((await tx.findExternalKey(3, keyId))?.roles, expected.roles);
        assert.deepEqual(await tx.listGrantingAccounts(keyId), [
          { accountId: 3, account: 'alfa', addedAt: 7 },
          { accountId: 2, account: 'zeta', addedAt: 5 },
        ]);
        await tx.deleteExternalKey(2, keyId);
        assert.equal(await tx.findExternalKey(2, keyId), undefined);
        assert.equal(await tx.findGrant(2, keyId), undefined);
        assert.deepEqual(await tx.listKeysWithRole(2, 2, 10), []);
        assert.equal((await tx.findExternalKey(3, keyId))?.status, 'active');
        await assert.rejects(tx.deleteExternalKey(2, keyId), { code: 'not_found' });
        await tx.putGrant(grant);
        assert.deepEqual(await tx.findExternalKey(2, keyId), expected);
      });
    },
  },
  {
    title: 'the status follows the key and the account that owns it, wherever the key has roles',
    async run({ storage }) {
      const { keyId, grant } = await insertExternalKey(storage);
      await make(storage, async (tx) => {
        const other = await insertTestKey(tx, { accountId: 2, appKey: 'Key.B' });
        await tx.putGrant({ ...grant, keyId: other, accountId: 3 });
        const statuses = async () => [
          (await tx.findExternalKey(2, keyId))?.status,
          (await tx.findExternalKey(3, keyId))?.status,
          (await tx.findExternalKey(3, other))?.status,
        ];
        assert.deepEqual(await statuses(), ['active', 'active', 'active']);
        await tx.setAccountActive(1, false);
        assert.deepEqual(await statuses(), ['inactive', 'inactive', 'active']);
        await tx.updateKey(keyId, { isActive: false });
        await tx.setAccountActive(1, true);
        assert.deepEqual(await statuses(), ['inactive', 'inactive', 'active']);
        await tx.putGrant(grant);
        assert.deepEqual(await statuses(), ['inactive', 'inactive', 'active']);
        await tx.updateKey(keyId, { isActive: true });
        assert.deepEqual(await statuses(), ['active', 'active', 'active']);
        await tx.deleteKey(keyId, 9);
        await tx.setAccountActive(1, false);
        assert.deepEqual(await statuses(), ['deleted_by_owner', 'deleted_by_owner', 'active']);
      });
    },
  },
  {
    title:
      'a key that its owner has deleted keeps nothing but its place in the lists of others, and holds no role back',
    async run({ storage }) {
      const { keyId } = await insertExternalKey(storage);
      const before = await storage.readRevision();
      await make(storage, async (tx) => {
        await tx.deleteKey(keyId, 9);
        assert.equal(await tx.findGrant(1, keyId), undefined);
        assert.deepEqual(await tx.listKeysWithRole(2, 2, 10), []);
        assert.equal(await tx.findExternalKeyWithRole(2, 2), undefined);
        const found = await tx.findExternalKey(2, keyId);
        assert.deepEqual([found?.status, found?.note, found?.roles.length], ['deleted_by_owner', 'Ção', 2]);
        await tx.deleteRole(2, 2);
        assert.deepEqual((await tx.findExternalKey(2, keyId))?.roles, [{ id: 3, name: 'Third' }]);
      });
      const changes = await storage.feed.readChanges(before);
      assert.ok(changes.kind === 'changes');
      const tombstone = changes.records.find((record) => record.kind === 'key');
      assert.deepEqual([tombstone?.isDeleted, tombstone?.tokens, tombstone?.grants], [true, [], []]);
      await make(storage, (tx) => tx.deleteExternalKey(2, keyId));
      const after = await storage.feed.readChanges(changes.revision);
      assert.deepEqual(after.kind === 'changes' && after.records, []);
    },
  },
  {
    title: 'failures are counted by account, and forgotten when they are too old to count',
    async run({ storage, db }) {
      await make(storage, async (tx) => {
        await insertTestAccount(tx, 'loja');
        await insertTestAccount(tx, 'other');
      });
      const fail = (accountId: number, failedAt: number, forgetUntil = 0) =>
        make(storage, (tx) => tx.insertExternalKeyFailure({ accountId, failedAt, forgetUntil }));
      for (const at of [10, 20, 20]) await fail(1, at);
      await fail(2, 15);
      const list = (accountId: number, after: number) =>
        storage.read((tx) => tx.listExternalKeyFailures(accountId, after));
      assert.deepEqual(await list(1, 9), [10, 20, 20]);
      assert.deepEqual(await list(1, 10), [20, 20]);
      assert.deepEqual(await list(2, 0), [15]);
      await fail(1, 30, 20);
      assert.deepEqual(await list(1, 0), [30]);
      assert.equal((await db.selectFrom('external_key_failures').selectAll().execute()).length, 2);
    },
  },
];
