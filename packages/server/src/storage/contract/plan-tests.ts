/** How a large account is read: its list of keys, and what changed in it. */
import assert from 'node:assert/strict';
import type { Revision } from '@chaveiro/sdk';
import type { CompiledQuery, Kysely } from 'kysely';
import { keySorts } from '../../domain/api-key.ts';
import { createChangeFeed } from '../queries/feed.ts';
import { listKeys } from '../queries/key-list.ts';
import { revisionReader } from '../queries/revision.ts';
import type { Tables } from '../queries/tables.ts';
import type { KeyListQuery, KeyPage } from '../storage.ts';
import { fillAccount } from './large-account.ts';
import { recordStatements } from './record-statements.ts';
import type { ContractContext, ContractTest } from './subject.ts';
import { insertTestAccount, insertTestKey, make } from './subject.ts';

/** More than `total` counts, and enough for PostgreSQL to prefer an index to the table. */
const keyCount = 11_000;

const wholeTable = /\b(SCAN|Seq Scan on) (keys|tokens|renewals|grants|grant_roles|roles)\b/;
const sorting = /TEMP B-TREE|\bSort\b/;

/** Statements of the feed that look through rows instead of finding them by an index. */
const searching = /\bSCAN\b|\bFilter:/;

/** A page, and the statements that it took. */
async function record(
  db: Kysely<Tables>,
  query: KeyListQuery,
): Promise<{ page: KeyPage; statements: CompiledQuery[] }> {
  const { value, statements } = await recordStatements(db, (recorded) => listKeys(recorded, query));
  return { page: value, statements };
}

async function explainAll({ subject, db }: ContractContext, statements: readonly CompiledQuery[]): Promise<string[][]> {
  const plans: string[][] = [];
  for (const statement of statements) plans.push(await subject.explain(db, statement));
  return plans;
}

const filters: readonly Partial<KeyListQuery>[] = [
  { search: 'loja' },
  { search: 'no such text' },
  { isActive: false },
  { roleId: 2 },
  { roleId: 3 },
  { renewal: 'pending' },
  { renewal: 'none' },
  { renewal: 'pending', roleId: 2 },
  { newestTokenRanges: [{ from: 0, to: 2_000_000_000_000 }] },
  { search: 'loja', isActive: true, roleId: 2 },
];

/** What a follower asks when it reads the changes after a revision. */
async function recordChanges(db: Kysely<Tables>, after: Revision): Promise<CompiledQuery[]> {
  const { value, statements } = await recordStatements(db, async (recorded) => {
    const feed = createChangeFeed((work) => recorded.transaction().execute(work), revisionReader(recorded));
    return await feed.readChanges(after);
  });
  assert.ok(value.kind === 'changes');
  assert.equal(value.records.length, 1);
  return statements;
}

export const planTests: readonly ContractTest[] = [
  {
    title: 'the change of one key among many is read by its index, with and without statistics',
    async run(context) {
      const { storage, db, subject } = context;
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      await fillAccount(db, { accountId: 1, keys: keyCount });
      for (const collect of [async () => {}, () => subject.collectStatistics(db)]) {
        await collect();
        const before = await storage.readRevision();
        await make(storage, (tx) => insertTestKey(tx, { accountId: 1, roleIds: [2] }));
        const statements = await recordChanges(db, before);
        for (const plan of await explainAll(context, statements)) assert.doesNotMatch(plan.join('\n'), searching);
        assert.ok(statements.length <= 6, `${statements.length} statements`);
      }
    },
  },
  {
    title: 'no page of a large account reads a whole table, an unfiltered one sorts nothing, and no count is endless',
    async run(context) {
      const { storage, db, subject } = context;
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      await fillAccount(db, { accountId: 1, keys: keyCount });
      await subject.collectStatistics(db);
      for (const sort of keySorts) {
        for (const order of ['asc', 'desc'] as const) {
          const query = { accountId: 1, sort, order, limit: 50 };
          const first = await record(db, query);
          assert.equal(first.page.total, null);
          assert.ok(first.page.next);
          const second = await record(db, { ...query, after: first.page.next });
          for (const { statements } of [first, second]) {
            const plans = await explainAll(context, statements);
            for (const plan of plans) assert.doesNotMatch(plan.join('\n'), wholeTable);
            assert.doesNotMatch(plans[0]?.join('\n') ?? '', sorting, `${sort} ${order}`);
          }
        }
        for (const filter of filters) {
          const { statements } = await record(db, { accountId: 1, sort, order: 'asc', limit: 50, ...filter });
          for (const plan of await explainAll(context, statements)) {
            assert.doesNotMatch(plan.join('\n'), wholeTable, JSON.stringify(filter));
          }
        }
      }
      const few = await listKeys(db, { accountId: 1, sort: 'label', order: 'asc', limit: 5, roleId: 3 });
      assert.equal(few.total, keyCount / 1_000);
    },
  },
];
