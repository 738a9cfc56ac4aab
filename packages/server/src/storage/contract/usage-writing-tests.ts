/** Use of keys is counted beside changes, by several processes at once, and erased when it is old. */
import assert from 'node:assert/strict';
import { parseRevision } from '#engine';
import { dayOf, hourOf, type KeyUse } from '../../domain/key-use.ts';
import type { Storage } from '../storage.ts';
import { type ContractTest, changed, make, testSealer } from './subject.ts';
import { at, insertKeys, readUsage, type UsedKey, use } from './used-keys.ts';

/** Adds until a lock is to be had. */
async function addPatiently(storage: Storage, uses: readonly KeyUse[]): Promise<void> {
  for (;;) {
    try {
      await storage.usage.addUses(uses);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== 'storage_busy') throw error;
    }
  }
}

export const usageWritingTests: readonly ContractTest[] = [
  {
    title: 'uses are no change: they take no revision and bring nothing into the feed',
    async run({ storage }) {
      const [key] = (await insertKeys(storage, 1)) as [UsedKey];
      const before = await storage.readRevision();
      await storage.usage.addUses([use(key)]);
      assert.equal(await storage.readRevision(), before);
      const changes = await storage.feed.readChanges(before);
      assert.deepEqual(changes, { kind: 'changes', revision: before, records: [] });
      assert.equal((await storage.audit.findAuditHead())?.revision, parseRevision(before)?.number);
    },
  },
  {
    title: 'uses of keys that are deleted or never were are left out, and deleting a key erases what was counted',
    async run({ storage, db }) {
      const [key, other] = (await insertKeys(storage, 2)) as [UsedKey, UsedKey];
      await storage.usage.addUses([use(key), use(other)]);
      await make(storage, (tx) => tx.deleteKey(key.id, 5));
      const stranger = { id: other.id.replace(/^./, 'x'), tokenId: other.tokenId };
      await storage.usage.addUses([use(key), use(stranger), use(other)]);
      for (const table of ['token_uses', 'token_hours', 'key_days'] as const) {
        const rows = await db.selectFrom(table).select('key_id').execute();
        assert.deepEqual(rows, [{ key_id: other.id }], table);
      }
      assert.equal((await readUsage(storage, other)).days[0]?.requests, 2);
    },
  },
  {
    title: 'a batch that finds a key locked by a change is storage_busy soon, counts nothing, and can be repeated',
    async run({ storage }) {
      const [key, other] = (await insertKeys(storage, 2)) as [UsedKey, UsedKey];
      const inside = Promise.withResolvers<void>();
      const end = Promise.withResolvers<void>();
      const change = storage.change(1, async (tx) => {
        await tx.updateKey(key.id, { isActive: false });
        inside.resolve();
        await end.promise;
        return changed(null);
      });
      await inside.promise;
      const startedAt = performance.now();
      await assert.rejects(storage.usage.addUses([use(other), use(key)]), { code: 'storage_busy' });
      assert.ok(performance.now() - startedAt < 1_500, 'it gave up before a change would have');
      // With row locks, uses of other keys do not even notice.
      if (storage.engine === 'postgres') await storage.usage.addUses([use(other)]);
      end.resolve();
      await change;
      await storage.usage.addUses([use(other), use(key)]);
      const requests = async (of: UsedKey) => (await readUsage(storage, of)).days.map((day) => day.requests);
      assert.deepEqual(await requests(key), [1]);
      assert.deepEqual(await requests(other), [storage.engine === 'postgres' ? 2 : 1]);
    },
  },
  {
    title: 'batches of several processes about the same keys, in any order, beside changes, are all counted',
    async run({ subject, url, storage }) {
      const others = await Promise.all([1, 2, 3].map(() => subject.engine.open(url, { sealer: testSealer })));
      try {
        const keys = await insertKeys(storage, 20);
        const write = async (process: Storage, number: number) => {
          for (let turn = 0; turn < 10; turn++) {
            const uses = keys.map((key) => use(key, { lastAt: at + turn }));
            await addPatiently(process, number % 2 === 0 ? uses : uses.toReversed());
          }
        };
        const change = async () => {
          for (const { id } of keys) await make(storage, (tx) => tx.updateKey(id, { label: 'changed meanwhile' }));
        };
        await Promise.all([change(), ...others.map(write)]);
        for (const key of keys) {
          const { days } = await readUsage(storage, key);
          assert.equal(
            days.reduce((sum, day) => sum + day.requests, 0),
            30,
          );
        }
      } finally {
        for (const other of others) await other.close();
      }
    },
  },
  {
    title: 'old counts are erased a few at a time, and others stay',
    async run({ storage }) {
      const keys = await insertKeys(storage, 5);
      const old = { lastAt: at - 86_400_000 };
      await storage.usage.addUses(keys.flatMap((key) => [use(key), use(key, old)]));
      const before = { hour: hourOf(at), day: dayOf(at) };
      assert.deepEqual(
        [await storage.usage.eraseUses(before, 3), await storage.usage.eraseUses(before, 3)],
        [true, false],
      );
      for (const key of keys) {
        const { hours, days } = await readUsage(storage, key);
        assert.deepEqual([hours.length, days.map(({ day }) => day)], [1, [dayOf(at)]]);
      }
    },
  },
];
