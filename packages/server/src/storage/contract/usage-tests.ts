/** Use of keys is counted beside changes, by several processes at once. */
import assert from 'node:assert/strict';
import { parseRevision } from '@chaveiro/sdk';
import { dayOf, hourOf, type KeyUse } from '../../domain/key-use.ts';
import { usageReader } from '../queries/usage-reader.ts';
import type { KeyUsage, Storage } from '../storage.ts';
import { explainAll, recordStatements } from './record-statements.ts';
import { type ContractTest, changed, insertTestAccount, insertTestKey, make, pepperId, testSealer } from './subject.ts';

const at = Date.parse('2026-03-01T23:59:59.000Z');
const everything = { hour: 0, day: 0 };

interface UsedKey {
  readonly id: string;
  readonly tokenId: string;
}

/** Keys with one token each, in a new account 1. */
async function insertKeys(storage: Storage, count: number): Promise<UsedKey[]> {
  const ids = await make(storage, async (tx) => {
    await insertTestAccount(tx, 'loja');
    const inserted: string[] = [];
    for (let number = 0; number < count; number++) inserted.push(await insertTestKey(tx, { accountId: 1 }));
    return inserted;
  });
  return await Promise.all(
    ids.map(async (id) => {
      const { tokens } = await storage.read((tx) => tx.readKeyUsage(id, everything));
      return { id, tokenId: tokens[0]?.id ?? '' };
    }),
  );
}

function use(key: UsedKey, more: Partial<KeyUse> = {}): KeyUse {
  const lastAt = more.lastAt ?? at;
  return {
    keyId: key.id,
    tokenId: key.tokenId,
    accountId: 1,
    code: 'allowed',
    count: 1,
    hour: hourOf(lastAt),
    lastAt,
    address: '10.0.0.1',
    ...more,
  };
}

const readUsage = (storage: Storage, key: UsedKey): Promise<KeyUsage> =>
  storage.read((tx) => tx.readKeyUsage(key.id, everything));

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

export const usageTests: readonly ContractTest[] = [
  {
    title: 'uses: an external key was last used in an account when its token was used in that account',
    async run({ storage }) {
      const [key] = (await insertKeys(storage, 1)) as [UsedKey];
      await make(storage, async (tx) => {
        const grant = { keyId: key.id, roleIds: [2], addedAt: 1, addedBy: 'operator', note: null, expiresAt: null };
        for (const name of ['alfa', 'beta'])
          await tx.putGrant({ ...grant, accountId: (await insertTestAccount(tx, name)).id });
      });
      const lastUses = () =>
        storage.read(async (tx) => [
          (await tx.findExternalKey(2, key.id))?.lastUsedAt,
          (await tx.findExternalKey(3, key.id))?.lastUsedAt,
        ]);
      await storage.usage.addUses([use(key), use(key, { accountId: 2, tokenId: null, code: 'invalid_credentials' })]);
      assert.deepEqual(await lastUses(), [null, null]);
      await storage.usage.addUses([
        use(key, { accountId: 2, lastAt: at + 1 }),
        use(key, { accountId: 2, lastAt: at + 5, code: 'resource_denied' }),
        use(key, { accountId: 3, lastAt: at + 3 }),
      ]);
      await storage.usage.addUses([use(key, { accountId: 2, lastAt: at + 2 }), use(key, { lastAt: at + 9 })]);
      assert.deepEqual(await lastUses(), [at + 5, at + 3]);
      const page = { accountId: 2, sort: 'lastUsedAt', order: 'desc', limit: 5 } as const;
      assert.equal((await storage.read((tx) => tx.listExternalKeys(page))).keys[0]?.lastUsedAt, at + 5);
    },
  },
  {
    title: 'uses: the counts of several processes add up, and the latest time wins with its address',
    async run({ subject, url, storage }) {
      const other = await subject.engine.open(url, { sealer: testSealer });
      try {
        const [key] = (await insertKeys(storage, 1)) as [UsedKey];
        await storage.usage.addUses([
          use(key, { count: 3, lastAt: at + 5_000, address: '10.0.0.2' }),
          use(key, { count: 2, code: 'no_grant', accountId: 2 }),
          use(key, { tokenId: null, count: 7, code: 'invalid_credentials', lastAt: at + 9_000 }),
        ]);
        await other.usage.addUses([use(key, { count: 4, lastAt: at + 1_000 }), use(key, { count: 1, accountId: 2 })]);
        const { lastUses, hours, days } = await readUsage(storage, key);
        assert.deepEqual(lastUses, [
          { tokenId: key.tokenId, at: at + 5_000, address: '10.0.0.2' },
          { tokenId: key.tokenId, at, address: '10.0.0.1' },
        ]);
        const sum = (what: 'allowed' | 'denied') => hours.reduce((total, hour) => total + hour[what], 0);
        assert.deepEqual([sum('allowed'), sum('denied')], [8, 2]);
        const [first, next] = [dayOf(at), dayOf(at + 5_000)];
        assert.deepEqual(days, [
          { day: first, tokenId: key.tokenId, code: 'allowed', requests: 1 },
          { day: first, tokenId: key.tokenId, code: 'no_grant', requests: 2 },
          { day: next, tokenId: null, code: 'invalid_credentials', requests: 7 },
          { day: next, tokenId: key.tokenId, code: 'allowed', requests: 7 },
        ]);
      } finally {
        await other.close();
      }
    },
  },
  {
    title: 'uses: keys and tokens say when they were last used, a list is sorted by it, and a wrong token is no use',
    async run({ storage }) {
      const [one, two, three] = (await insertKeys(storage, 3)) as [UsedKey, UsedKey, UsedKey];
      await storage.usage.addUses([use(one, { lastAt: 7_000 }), use(two, { lastAt: 9_000, accountId: 2 })]);
      await storage.usage.addUses([
        use(two, { lastAt: 8_000 }),
        use(three, { tokenId: null, code: 'invalid_credentials' }),
      ]);
      const page = await storage.read((tx) =>
        tx.listKeys({ accountId: 1, sort: 'lastUsedAt', order: 'desc', limit: 10 }),
      );
      assert.deepEqual(
        page.keys.map(({ id, lastUsedAt, tokens }) => [id, lastUsedAt, tokens[0]?.lastUsedAt]),
        [
          [two.id, 9_000, 9_000],
          [one.id, 7_000, 7_000],
          [three.id, null, null],
        ],
      );
    },
  },
  {
    title:
      'uses: requests of some keys by day are added up by key, over accounts, tokens and codes, in one statement that looks at these keys alone',
    async run(context) {
      const { storage, db, subject } = context;
      const keys = await insertKeys(storage, 3);
      const [one, two, three] = keys as [UsedKey, UsedKey, UsedKey];
      const [today, before] = [dayOf(at), dayOf(at) - 24 * 3_600_000];
      await storage.usage.addUses([
        use(one, { count: 3 }),
        use(one, { count: 4, accountId: 2 }),
        use(one, { count: 5, code: 'no_grant', accountId: 2 }),
        use(one, { count: 6, code: 'invalid_credentials', tokenId: null }),
        use(one, { count: 7, lastAt: before }),
        use(one, { count: 9, lastAt: before - 1 }),
        use(two, { count: 1, code: 'resource_denied' }),
        use(three, { count: 8 }),
      ]);
      const read = await storage.read((tx) => tx.countRequestsByDay([one.id, two.id], before));
      assert.deepEqual(
        read.toSorted(
          (a, b) =>
            keys.findIndex((key) => key.id === a.keyId) - keys.findIndex((key) => key.id === b.keyId) || a.day - b.day,
        ),
        [
          { keyId: one.id, day: before, allowed: 7, denied: 0 },
          { keyId: one.id, day: today, allowed: 7, denied: 11 },
          { keyId: two.id, day: today, allowed: 0, denied: 1 },
        ],
      );
      assert.deepEqual(await storage.read((tx) => tx.countRequestsByDay([], before)), []);
      const others = await make(storage, async (tx) => {
        const ids: string[] = [];
        for (let number = 0; number < 300; number++) ids.push(await insertTestKey(tx, { accountId: 1 }));
        return ids;
      });
      const days = Array.from({ length: 30 }, (_, place) => today - place * 24 * 3_600_000);
      for (const keyId of others) {
        await db
          .insertInto('key_days')
          .values(
            days.map((day) => ({ key_id: keyId, day, account_id: 1, token_id: '', code: 'allowed', requests: 1 })),
          )
          .execute();
      }
      await subject.collectStatistics(db);
      const { statements } = await recordStatements(db, (recorded) =>
        usageReader(recorded).countRequestsByDay(others.slice(0, 3), before),
      );
      const [plan, ...more] = await explainAll(context, statements);
      assert.deepEqual(more, []);
      assert.match(plan?.join('\n') ?? '', /key_id=|key_id = ANY/);
      assert.doesNotMatch(plan?.join('\n') ?? '', /\bSCAN key_days\b|Seq Scan on key_days|key_days_by_day/);
    },
  },
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
    title: 'when and from where a token was last used goes with the token, how often stays',
    async run({ storage }) {
      const [key] = (await insertKeys(storage, 1)) as [UsedKey];
      const fresh = { id: key.id, tokenId: key.tokenId.replace(/^./, 'x') };
      const added = {
        ...{ id: fresh.tokenId, role: 'current' as const, storedHash: new Uint8Array(32), pepperId },
        ...{ isImported: false, createdAt: 2_000 },
      };
      await storage.usage.addUses([use(key), use(fresh)]);
      const renames = { from: 'new', to: 'current' } as const;
      await make(storage, (tx) => tx.updateTokens(key.id, { deletes: 'current', renames, added, renewal: null }));
      const { lastUses, days } = await readUsage(storage, key);
      assert.deepEqual(
        lastUses.map(({ tokenId }) => tokenId),
        [fresh.tokenId],
      );
      assert.equal(days.length, 2);
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
