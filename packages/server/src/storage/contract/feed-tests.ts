/** Snapshot, then follow. */
import assert from 'node:assert/strict';
import { formatRevision, parseRevision, type Revision } from '#engine';
import type { StoredRecord } from '../../domain/token-keys.ts';
import type { Storage, WriteTransaction } from '../storage.ts';
import { fillAccount } from './large-account.ts';
import type { ContractTest } from './subject.ts';
import { insertTestAccount, insertTestKey, make, pepperId } from './subject.ts';

/** What one change brings to a follower, in short. */
async function changesOf(storage: Storage, work: (tx: WriteTransaction) => Promise<unknown>): Promise<string[]> {
  const before = await storage.readRevision();
  await make(storage, work);
  const changes = await storage.feed.readChanges(before);
  assert.ok(changes.kind === 'changes');
  assert.equal(changes.revision, await storage.readRevision());
  const number = parseRevision(changes.revision)?.number;
  for (const record of changes.records) assert.equal(record.revision, number);
  return changes.records.map(nameOf);
}

function nameOf(record: StoredRecord): string {
  if (record.kind === 'role') return `role ${record.accountId}/${record.id}`;
  if (record.kind === 'follower') return `follower ${record.name}`;
  if (record.kind === 'signing-key') return `signing key ${record.kid}`;
  return `${record.kind} ${record.kind === 'api' ? record.name : record.id}`;
}

async function readSnapshot(storage: Storage): Promise<{ revision: Revision; batches: (readonly StoredRecord[])[] }> {
  const { revision, batches } = await storage.feed.openSnapshot();
  const read: (readonly StoredRecord[])[] = [];
  for await (const batch of batches) read.push(batch);
  return { revision, batches: read };
}

export const feedTests: readonly ContractTest[] = [
  {
    title: 'every change brings the records that a decision depends on, and only those it touched',
    async run({ storage }) {
      await make(storage, async (tx) => {
        await insertTestAccount(tx, 'loja');
        await insertTestAccount(tx, 'other');
        await tx.putResource({ key: 'a', name: 'a', description: null, places: [] });
      });
      let keyId = '';
      const grant = { accountId: 2, roleIds: [2], addedAt: 1, addedBy: 'operator', note: null, expiresAt: null };
      const insertKey = async (tx: WriteTransaction) => {
        keyId = await insertTestKey(tx, { accountId: 1 });
      };
      assert.deepEqual(await changesOf(storage, insertKey), [`key ${keyId}`]);
      assert.deepEqual(await changesOf(storage, (tx) => tx.updateKey(keyId, { isActive: false })), [`key ${keyId}`]);
      assert.deepEqual(await changesOf(storage, (tx) => tx.putGrant({ ...grant, keyId })), [`key ${keyId}`]);
      assert.deepEqual(await changesOf(storage, (tx) => tx.deleteExternalKey(2, keyId)), [`key ${keyId}`]);
      assert.deepEqual(await changesOf(storage, (tx) => tx.setAccountActive(2, false)), ['account 2']);
      const settings = { renewalPeriodMonths: 6, enforceExpiry: true } as const;
      assert.deepEqual(await changesOf(storage, (tx) => tx.setAccountSettings(2, settings)), ['account 2']);
      assert.deepEqual(await changesOf(storage, (tx) => tx.updateRole(2, 2, { resources: ['a'] })), ['role 2/2']);
      assert.deepEqual(await changesOf(storage, (tx) => tx.deleteRole(1, 3)), ['role 1/3']);
      assert.deepEqual(await changesOf(storage, (tx) => tx.putRoutes('orders', [])), ['api orders']);
      assert.deepEqual(await changesOf(storage, (tx) => tx.deleteKey(keyId, 9)), [`key ${keyId}`]);
    },
  },
  {
    title: 'records are complete; what was deleted comes as a tombstone',
    async run({ storage }) {
      const before = await storage.readRevision();
      const keyId = await make(storage, async (tx) => {
        const { id: accountId } = await insertTestAccount(tx, 'loja');
        const { id: otherId } = await insertTestAccount(tx, 'other');
        for (const key of ['b', 'a']) await tx.putResource({ key, name: key, description: null, places: [] });
        await tx.updateRole(accountId, 2, { resources: ['a', 'b'] });
        const id = await insertTestKey(tx, { accountId, appKey: 'a-key', createdAt: 7, roleIds: [3, 2] });
        await tx.putGrant({
          accountId: otherId,
          keyId: id,
          roleIds: [],
          addedAt: 1,
          addedBy: 'x',
          note: null,
          expiresAt: 2 ** 41,
        });
        return id;
      });
      const changes = await storage.feed.readChanges(before);
      assert.ok(changes.kind === 'changes');
      const byName = new Map(changes.records.map((record) => [nameOf(record), record]));
      const role = { kind: 'role', revision: 1, accountId: 1, isDeleted: false } as const;
      assert.deepEqual(byName.get('role 1/1'), { ...role, id: 1, holdsEverything: true, resourceIds: [] });
      assert.deepEqual(byName.get('role 1/2'), { ...role, id: 2, holdsEverything: false, resourceIds: [1, 2] });
      assert.deepEqual(byName.get('resource 2'), { kind: 'resource', revision: 1, id: 2, key: 'a' });
      const key = byName.get(`key ${keyId}`);
      assert.ok(key?.kind === 'key');
      const [token] = key.tokens;
      assert.ok(token);
      const { id: tokenId, storedHash, ...rest } = token;
      assert.equal(storedHash.length, 32);
      assert.match(tokenId, /^[0-9a-f-]{36}$/);
      assert.deepEqual(rest, { role: 'current', pepperId, isImported: false, createdAt: 7 });
      const common = { kind: 'key', id: keyId, appKey: 'a-key', accountId: 1, isActive: true } as const;
      const grants = [
        { accountId: 1, roleIds: [2, 3], expiresAt: null },
        { accountId: 2, roleIds: [], expiresAt: 2 ** 41 },
      ];
      assert.deepEqual(key, { ...common, revision: 1, isDeleted: false, tokens: key.tokens, grants });

      await make(storage, async (tx) => {
        await tx.deleteKey(keyId, 9);
        await tx.deleteRole(1, 2);
      });
      const later = await storage.feed.readChanges(changes.revision);
      assert.ok(later.kind === 'changes');
      assert.deepEqual(later.records, [
        { ...role, revision: 2, id: 2, isDeleted: true, holdsEverything: false, resourceIds: [] },
        { ...common, revision: 2, isDeleted: true, tokens: [], grants: [] },
      ]);
    },
  },
  {
    title: 'a snapshot has every live key once, structure first, and no tombstone of a key',
    async run({ storage, db }) {
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      await fillAccount(db, { accountId: 1, keys: 4_100 });
      const [first] = await db.selectFrom('keys').select('id').limit(1).execute();
      await make(storage, (tx) => tx.deleteKey(first?.id ?? '', 9));
      const { revision, batches } = await readSnapshot(storage);
      assert.equal(revision, await storage.readRevision());
      const [structure, ...keyBatches] = batches;
      assert.deepEqual(structure?.map(nameOf), ['account 1', 'role 1/1', 'role 1/2', 'role 1/3']);
      const keys = keyBatches.flat().filter((record) => record.kind === 'key');
      assert.equal(keys.length, 4_099);
      assert.equal(new Set(keys.map((key) => key.id)).size, 4_099);
      for (const key of keys) {
        assert.equal(key.isDeleted, false);
        assert.equal(key.tokens.length, 1);
        assert.deepEqual(key.grants[0]?.roleIds[0], 2);
      }
    },
  },
  {
    title: 'a key that is deleted while a snapshot is read comes as a tombstone with the changes after it',
    async run({ storage }) {
      const keyId = await make(storage, async (tx) => {
        await insertTestAccount(tx, 'loja');
        return await insertTestKey(tx, { accountId: 1 });
      });
      const { revision, batches } = await storage.feed.openSnapshot();
      const reader = batches[Symbol.asyncIterator]();
      await reader.next();
      assert.deepEqual((await reader.next()).value.map(nameOf), [`key ${keyId}`]);
      await make(storage, (tx) => tx.deleteKey(keyId, 9));
      assert.equal((await reader.next()).done, true);
      const changes = await storage.feed.readChanges(revision);
      assert.ok(changes.kind === 'changes');
      const [tombstone] = changes.records;
      assert.ok(tombstone?.kind === 'key' && tombstone.isDeleted && tombstone.id === keyId);
    },
  },
  {
    title: 'nothing new is no records; another epoch and a revision not yet reached begin again',
    async run({ storage }) {
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      const revision = await storage.readRevision();
      assert.deepEqual(await storage.feed.readChanges(revision), { kind: 'changes', revision, records: [] });
      const { epoch, number } = parseRevision(revision) ?? { epoch: '', number: 0 };
      const resync = { kind: 'resync' };
      assert.deepEqual(await storage.feed.readChanges(formatRevision({ epoch, number: number + 1 })), resync);
      assert.deepEqual(await storage.feed.readChanges(formatRevision({ epoch: 'other', number })), resync);
      assert.deepEqual(await storage.feed.readChanges('nonsense' as Revision), resync);
    },
  },
];
