/** The key list, against the same list made in memory. */
import assert from 'node:assert/strict';
import { type ApiKey, type KeySort, keySorts, type SortOrder } from '../../domain/api-key.ts';
import { textKey } from '../../domain/text-key.ts';
import type { KeyListQuery, Storage } from '../storage.ts';
import type { ContractTest } from './subject.ts';
import { insertTestAccount, insertTestKey, make, startTestRenewal } from './subject.ts';

const labels = ['Ábaco', 'abaco', 'Zebra', '100%', 'a_b', 'back\\slash', '😀', '�', 'Loja 1', 'loja 2', "quote'"];

/** Keys of every kind, many of them alike in what they are sorted by, and some that must not appear. */
async function insertKeys(storage: Storage): Promise<void> {
  await make(storage, async (tx) => {
    await insertTestAccount(tx, 'loja');
    await insertTestAccount(tx, 'other');
    for (let index = 0; index < 60; index += 1) {
      const id = await insertTestKey(tx, {
        ...(index === 1 ? { id: knownId } : {}),
        accountId: 1,
        appKey: `appkey-loja-${index}`,
        label: labels[index % labels.length] ?? '',
        createdAt: 1_000 + (index % 7),
        roleIds: index % 10 === 0 ? [2, 3] : index % 3 === 0 ? [] : [2],
      });
      if (index % 4 === 0) await tx.updateKey(id, { isActive: false });
      if (index % 5 === 0) await startTestRenewal(tx, id, { startedAt: 1_500 });
      if (index % 9 === 0) await tx.deleteKey(id, 5);
    }
    await insertTestKey(tx, { accountId: 2, label: 'Loja of another account', roleIds: [2] });
  });
}

const sortValue: Record<KeySort, (key: ApiKey) => string | number> = {
  label: (key) => textKey(key.label),
  createdAt: (key) => key.createdAt,
  lastUsedAt: () => 0,
  status: (key) => Number(key.isActive),
  freshness: newestTokenAt,
};

function newestTokenAt(key: ApiKey): number {
  return Math.max(...key.tokens.map((token) => token.createdAt));
}

function compare(one: string | number, other: string | number): number {
  if (typeof one === 'string') return Buffer.compare(Buffer.from(one), Buffer.from(String(other)));
  return one - Number(other);
}

function sorted(keys: readonly ApiKey[], sort: KeySort, order: SortOrder): ApiKey[] {
  const value = sortValue[sort];
  const direction = order === 'asc' ? 1 : -1;
  return keys.toSorted((one, other) => direction * (compare(value(one), value(other)) || compare(one.id, other.id)));
}

/** All pages, joined. */
async function readPages(storage: Storage, query: Omit<KeyListQuery, 'after'>): Promise<ApiKey[]> {
  const keys: ApiKey[] = [];
  let after: KeyListQuery['after'];
  for (;;) {
    const page = await storage.read((tx) => tx.listKeys(after === undefined ? query : { ...query, after }));
    keys.push(...page.keys);
    assert.ok(page.keys.length <= query.limit);
    if (page.next === null) {
      assert.equal(page.total, keys.length);
      return keys;
    }
    assert.equal(page.keys.length, query.limit);
    after = page.next;
  }
}

const everything = { accountId: 1, sort: 'createdAt', order: 'asc', limit: 200 } as const;

interface Filter {
  readonly query: Partial<KeyListQuery>;
  readonly matches: (key: ApiKey) => boolean;
}

const knownId = '0b1d6f3e-9d7c-4a53-8f11-2f6f4a6e9c1d';
const isFound = (key: ApiKey, search: string) =>
  [textKey(key.label), key.appKey, `key:${key.id}`].some((text) => text.includes(search));
const hasRole = (key: ApiKey, roleId: number) => key.roles.some((role) => role.id === roleId);

const filters: readonly Filter[] = [
  ...['abaco', 'loja', '%', '_', '\\', "'", '😀', 'loja-1', 'zzz', '', knownId, `key:${knownId}`, '4a53-8f11'].map(
    (search) => ({
      query: { search },
      matches: (key: ApiKey) => isFound(key, search),
    }),
  ),
  { query: { isActive: true }, matches: (key) => key.isActive },
  { query: { isActive: false }, matches: (key) => !key.isActive },
  { query: { roleId: 2 }, matches: (key) => hasRole(key, 2) },
  { query: { roleId: 3 }, matches: (key) => hasRole(key, 3) },
  { query: { roleId: 99 }, matches: () => false },
  { query: { renewal: 'pending' }, matches: (key) => key.renewal !== null },
  { query: { renewal: 'none' }, matches: (key) => key.renewal === null },
  { query: { renewal: 'pending', roleId: 3 }, matches: (key) => key.renewal !== null && hasRole(key, 3) },
  { query: { newestTokenRanges: [] }, matches: () => false },
  {
    query: {
      newestTokenRanges: [
        { from: 1_001, to: 1_002 },
        { from: 1_005, to: 9_999 },
      ],
    },
    matches: (key) => newestTokenAt(key) === 1_001 || newestTokenAt(key) >= 1_005,
  },
  {
    query: { search: 'loja', isActive: true, roleId: 2, newestTokenRanges: [{ from: 0, to: 1_004 }] },
    matches: (key) => isFound(key, 'loja') && key.isActive && hasRole(key, 2) && newestTokenAt(key) < 1_004,
  },
];

export const keyListTests: readonly ContractTest[] = [
  {
    title: 'pages of every sort and order join to the whole list, each live key once, ties by id',
    async run({ storage }) {
      await insertKeys(storage);
      const { keys } = await storage.read((tx) => tx.listKeys(everything));
      assert.equal(keys.length, 53);
      for (const sort of keySorts) {
        for (const order of ['asc', 'desc'] as const) {
          for (const limit of [7, 53, 200]) {
            const pages = await readPages(storage, { accountId: 1, sort, order, limit });
            assert.deepEqual(pages, sorted(keys, sort, order), `${sort} ${order} by ${limit}`);
          }
        }
      }
    },
  },
  {
    title: 'each filter, alone and with others, keeps exactly what it names',
    async run({ storage }) {
      await insertKeys(storage);
      const { keys } = await storage.read((tx) => tx.listKeys(everything));
      for (const { query, matches } of filters) {
        const expected = sorted(keys.filter(matches), 'label', 'desc');
        const pages = await readPages(storage, { accountId: 1, sort: 'label', order: 'desc', limit: 7, ...query });
        assert.deepEqual(pages, expected, JSON.stringify(query));
      }
    },
  },
  {
    title: 'a label of any form can be stored, sorted and searched',
    async run({ storage }) {
      // 100 characters that the compatibility form makes eighteen times longer, and 100 that it makes three.
      const long = [
        '\ufdfa'.repeat(100),
        Array.from({ length: 100 }, (_, index) => String.fromCodePoint(0xac01 + 28 * index)).join(''),
      ];
      await make(storage, async (tx) => {
        await insertTestAccount(tx, 'loja');
        for (const label of long) await insertTestKey(tx, { accountId: 1, label });
      });
      for (const label of long) {
        const { keys } = await storage.read((tx) =>
          tx.listKeys({ ...everything, search: textKey(label).slice(0, 300) }),
        );
        assert.deepEqual(
          keys.map((key) => key.label),
          [label],
        );
      }
    },
  },
];
