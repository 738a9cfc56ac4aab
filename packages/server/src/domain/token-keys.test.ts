import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FeedRecord, Revision } from '#engine';
import { Peppers } from './pepper.ts';
import { type StoredFeed, type StoredKey, withTokenKeys } from './token-keys.ts';

const revision = 'test-1' as Revision;
const peppers = new Peppers([{ id: 'one', secret: new Uint8Array(32).fill(1) }], 'one');
const stored = { role: 'current', storedHash: new Uint8Array(32), isImported: false, createdAt: 1 } as const;
const key: StoredKey = {
  ...{ kind: 'key', revision: 1, id: 'a key', appKey: 'appkey-loja-ABCDEF', accountId: 1, isActive: true },
  ...{ isDeleted: false, grants: [] },
  tokens: [
    { ...stored, id: 'known', pepperId: 'one' },
    { ...stored, id: 'unknown', pepperId: 'two' },
  ],
};
const resource = { kind: 'resource', revision: 1, id: 1, key: 'ViewOrders' } as const;
const feed: StoredFeed = {
  openSnapshot: async () => ({
    revision,
    batches: (async function* () {
      yield [resource];
      yield [key];
    })(),
  }),
  readChanges: async () => ({ kind: 'changes', revision, records: [key] }),
};

const expected: FeedRecord = {
  ...key,
  tokens: [
    { ...stored, id: 'known', key: peppers.tokenKey('a key', 'known', 'one') },
    { ...stored, id: 'unknown', key: null },
  ],
};

test('a record brings the key of each token, none where the pepper is unknown, and names no pepper', async () => {
  const keyed = withTokenKeys(feed, peppers);
  const snapshot = await keyed.openSnapshot();
  assert.equal(snapshot.revision, revision);
  const batches: (readonly FeedRecord[])[] = [];
  for await (const batch of snapshot.batches) batches.push(batch);
  assert.deepEqual(batches, [[resource], [expected]]);
  assert.deepEqual(await keyed.readChanges(revision), { kind: 'changes', revision, records: [expected] });
});

test('a feed that has to be read anew says so', async () => {
  const over: StoredFeed = { ...feed, readChanges: async () => ({ kind: 'resync' }) };
  assert.deepEqual(await withTokenKeys(over, peppers).readChanges(revision), { kind: 'resync' });
});
