/** What is counted of keys, and what is read of it. */
import assert from 'node:assert/strict';
import { dayOf } from '../../domain/key-use.ts';
import { usageReader } from '../queries/usage-reader.ts';
import { explainAll, recordStatements } from './record-statements.ts';
import { type ContractTest, insertTestAccount, insertTestKey, make, pepperId, testSealer } from './subject.ts';
import { at, insertKeys, readUsage, type UsedKey, use } from './used-keys.ts';

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
];
