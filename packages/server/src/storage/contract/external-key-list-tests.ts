/** The list of external keys: against the same list made in memory, and how it is read in a large account. */
import assert from 'node:assert/strict';
import { type Kysely, sql } from 'kysely';
import { type ExternalKey, externalKeySorts } from '../../domain/external-key.ts';
import { textKey } from '../../domain/text-key.ts';
import { listExternalKeys } from '../queries/external-key-list.ts';
import type { Tables } from '../queries/tables.ts';
import type { ExternalKeyListQuery, Storage } from '../storage.ts';
import { fillAccount } from './large-account.ts';
import { explainAll, recordStatements } from './record-statements.ts';
import type { ContractTest } from './subject.ts';
import { insertTestAccount, insertTestKey, make } from './subject.ts';

/** Account 1 gives roles to keys of every kind of 2 and 3, and 2 gives some to a key of 1. */
async function insertKeys(storage: Storage): Promise<void> {
  await make(storage, async (tx) => {
    for (const name of ['loja', 'zeta', 'alfa']) await insertTestAccount(tx, name);
    const grant = { addedBy: 'operator', expiresAt: null };
    for (let index = 0; index < 40; index += 1) {
      const accountId = index % 3 === 0 ? 3 : 2;
      const keyId = await insertTestKey(tx, { accountId, appKey: `Key-${(index * 7) % 40}`, roleIds: [2] });
      const note = ['100%', 'a_b', 'Ção', null][index % 4] ?? null;
      const roleIds = index % 5 === 0 ? [2, 3] : [2];
      await tx.putGrant({ ...grant, accountId: 1, keyId, roleIds, addedAt: 10 + (index % 6), note });
      if (index % 4 === 0) await tx.updateKey(keyId, { isActive: false });
      if (index % 7 === 0) await tx.deleteKey(keyId, 5);
    }
    const own = await insertTestKey(tx, { accountId: 1, appKey: 'own-key', roleIds: [2] });
    await tx.putGrant({ ...grant, accountId: 2, keyId: own, roleIds: [2], addedAt: 10, note: null });
  });
}

const ranks = ['deleted_by_owner', 'inactive', 'active'];

const sortValue: Record<ExternalKeyListQuery['sort'], (key: ExternalKey) => string | number> = {
  appKey: (key) => key.appKey,
  owner: (key) => key.owner,
  addedAt: (key) => key.addedAt,
  lastUsedAt: () => 0,
  status: (key) => ranks.indexOf(key.status),
};

function sorted(keys: readonly ExternalKey[], { sort, order }: Pick<ExternalKeyListQuery, 'sort' | 'order'>) {
  const value = sortValue[sort];
  const compare = (one: string | number, other: string | number) => (one < other ? -1 : one > other ? 1 : 0);
  const direction = order === 'asc' ? 1 : -1;
  return keys.toSorted((one, other) => direction * (compare(value(one), value(other)) || compare(one.id, other.id)));
}

/** All pages, joined. */
async function readPages(storage: Storage, query: Omit<ExternalKeyListQuery, 'after'>): Promise<ExternalKey[]> {
  const keys: ExternalKey[] = [];
  let after: ExternalKeyListQuery['after'];
  for (;;) {
    const page = await storage.read((tx) => tx.listExternalKeys(after === undefined ? query : { ...query, after }));
    keys.push(...page.keys);
    if (page.next === null) {
      assert.equal(page.total, keys.length);
      return keys;
    }
    assert.equal(page.keys.length, query.limit);
    after = page.next;
  }
}

const everything = { accountId: 1, sort: 'addedAt', order: 'asc', limit: 200 } as const;

const knownId = '0b1d6f3e-9d7c-4a53-8f11-2f6f4a6e9c1d';
const isFound = (key: ExternalKey, search: string) =>
  [key.appKey, key.owner, key.note ?? '', `key:${key.id}`].some((text) => textKey(text).includes(search));

const filters: readonly { query: Partial<ExternalKeyListQuery>; matches: (key: ExternalKey) => boolean }[] = [
  ...['key-1', 'alfa', '%', '_', 'cao', '', 'zzz', 'a\nb', knownId, `key:${knownId}`].map((search) => ({
    query: { search },
    matches: (key: ExternalKey) => isFound(key, search),
  })),
  ...(['active', 'inactive', 'deleted_by_owner'] as const).map((status) => ({
    query: { status },
    matches: (key: ExternalKey) => key.status === status,
  })),
  { query: { roleId: 3 }, matches: (key) => key.roles.some((role) => role.id === 3) },
  { query: { roleId: 99 }, matches: () => false },
  { query: { owner: 'zeta' }, matches: (key) => key.owner === 'zeta' },
  { query: { owner: 'loja' }, matches: () => false },
  {
    query: { search: 'key', status: 'active', roleId: 3, owner: 'zeta' },
    matches: (key) => key.status === 'active' && key.owner === 'zeta' && key.roles.some((role) => role.id === 3),
  },
];

/** More than `total` counts. */
const keyCount = 11_000;

/** Gives account 1 the keys of account 2 as external keys, directly in the tables. */
async function fillExternal(db: Kysely<Tables>): Promise<void> {
  await fillAccount(db, { accountId: 2, keys: keyCount });
  await sql`insert into grants (key_id, account_id, added_at, added_by, note, expires_at)
    select id, 1, created_at, 'operator', null, null from keys where account_id = 2`.execute(db);
  await sql`insert into grant_roles (key_id, account_id, role_id) select id, 1, 2 from keys where account_id = 2`.execute(
    db,
  );
  await sql`insert into external_keys (key_id, account_id, app_key, owner, status, search_text, added_at)
    select id, 1, app_key, 'zeta', case when is_active = 1 then 2 else 1 end, search_text, created_at
    from keys where account_id = 2`.execute(db);
}

const wholeTable = /\b(SCAN|Seq Scan on) (keys|grants|grant_roles|external_keys|roles)\b/;
const sorting = /TEMP B-TREE|\bSort\b/;

export const externalKeyListTests: readonly ContractTest[] = [
  {
    title: 'pages of external keys of every sort, order and filter join to the whole list, each key once, ties by id',
    async run({ storage }) {
      await insertKeys(storage);
      const { keys } = await storage.read((tx) => tx.listExternalKeys(everything));
      assert.equal(keys.length, 40);
      assert.deepEqual(new Set(keys.map(({ status }) => status)).size, 3);
      for (const sort of externalKeySorts) {
        for (const order of ['asc', 'desc'] as const) {
          for (const limit of [7, 40]) {
            const pages = await readPages(storage, { accountId: 1, sort, order, limit });
            assert.deepEqual(pages, sorted(keys, { sort, order }), `${sort} ${order} by ${limit}`);
          }
        }
      }
      for (const { query, matches } of filters) {
        const pages = await readPages(storage, { accountId: 1, sort: 'owner', order: 'desc', limit: 7, ...query });
        const expected = sorted(keys.filter(matches), { sort: 'owner', order: 'desc' });
        assert.deepEqual(pages, expected, JSON.stringify(query));
      }
    },
  },
  {
    title:
      'no page of many external keys reads a whole table, an unfiltered one sorts nothing, and no count is endless',
    async run(context) {
      const { storage, db, subject } = context;
      await make(storage, async (tx) => {
        for (const name of ['loja', 'zeta']) await insertTestAccount(tx, name);
      });
      await fillExternal(db);
      await subject.collectStatistics(db);
      const record = (query: ExternalKeyListQuery) =>
        recordStatements(db, (recorded) => listExternalKeys(recorded, query));
      for (const sort of externalKeySorts) {
        for (const order of ['asc', 'desc'] as const) {
          const query = { accountId: 1, sort, order, limit: 50 };
          const first = await record(query);
          assert.equal(first.value.total, null);
          assert.ok(first.value.next);
          const second = await record({ ...query, after: first.value.next });
          for (const { statements } of [first, second]) {
            const plans = await explainAll(context, statements);
            for (const plan of plans) assert.doesNotMatch(plan.join('\n'), wholeTable);
            assert.doesNotMatch(plans[0]?.join('\n') ?? '', sorting, `${sort} ${order}`);
          }
        }
        for (const filter of [
          { search: 'loja' },
          { search: 'no such text' },
          { status: 'inactive' as const },
          { roleId: 2 },
          { roleId: 3 },
          { owner: 'zeta' },
        ]) {
          const { statements } = await record({ accountId: 1, sort, order: 'asc', limit: 50, ...filter });
          for (const plan of await explainAll(context, statements)) {
            assert.doesNotMatch(plan.join('\n'), wholeTable, JSON.stringify(filter));
          }
        }
      }
      const few = await listExternalKeys(db, { ...everything, status: 'inactive', limit: 5 });
      assert.equal(few.total, keyCount / 5);
    },
  },
];
