/** How a large account is read: its list of keys, and what changed in it. */
import assert from 'node:assert/strict';
import type { CompiledQuery, Kysely } from 'kysely';
import type { Revision } from '#engine';
import { keySorts } from '../../domain/api-key.ts';
import { createChangeFeed } from '../queries/feed.ts';
import { listKeys } from '../queries/key-list.ts';
import { revisionReader } from '../queries/revision.ts';
import type { Tables } from '../queries/tables.ts';
import type { KeyListQuery, KeyPage } from '../storage.ts';
import { fillAccount } from './large-account.ts';
import { explainAll, recordStatements } from './record-statements.ts';
import type { ContractContext, ContractTest } from './subject.ts';
import { insertTestAccount, insertTestKey, make } from './subject.ts';

/** More than `total` counts. How long pages of 100,000 keys take is measured by `npm run bench -- lists`. */
const keyCount = 11_000;

const wholeTable = /\b(SCAN|(Seq|Bitmap Heap) Scan on) (keys|tokens|renewals|grants|grant_roles|roles)\b/;
const sorting = /TEMP B-TREE|\bSort\b/;
/** A step that reads keys from an index alone, and any step that reads keys. */
const covered = /USING COVERING INDEX keys_by_|Index Only Scan (Backward )?using keys_by_/;
const readingKeys = /(SEARCH|SCAN) keys\b|Scan .*\bon keys\b/;

const wholePeople =
  /\b(SCAN|Seq Scan on) (users|sessions|memberships|membership_roles)\b|Only Scan using membership(s|_roles)_pkey/;

const userId = (number: number) => number.toString(16).padStart(32, '0');

/** Users of account 1 with role 2 there and a session each. */
async function fillUsers(db: Kysely<Tables>, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, number) => number);
  for (let from = 0; from < count; from += 500) {
    const some = numbers.slice(from, from + 500).map((number) => ({ number, user_id: userId(number) }));
    const emails = some.map(({ number, user_id: id }) => ({ id, email: `${number}@loja.example` }));
    await db
      .insertInto('users')
      .values(emails.map((user) => ({ ...user, email_key: user.email, created_at: 1 })))
      .execute();
    const place = (user_id: string) => ({ account_id: 1, user_id });
    await db
      .insertInto('memberships')
      .values(some.map(({ user_id }) => ({ ...place(user_id), name: null, created_at: 1, joined_at: 1 })))
      .execute();
    await db
      .insertInto('membership_roles')
      .values(some.map(({ user_id }) => ({ ...place(user_id), role_id: 2 })))
      .execute();
    const session = { created_at: 1, last_seen_at: 1, expires_at: 9, address: null, user_agent: null };
    await db
      .insertInto('sessions')
      .values(
        some.map(({ user_id }) => ({ ...session, id: user_id, user_id, secret_hash: Buffer.from(user_id, 'latin1') })),
      )
      .execute();
  }
}

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

/** What few keys have is where a list of them begins: with these keys, not with an index of all. */
const beginsWithFew = ({ roleId, renewal }: Partial<KeyListQuery>) => roleId === 3 || renewal === 'pending';

/** Every order of the list, its first page and the one after it. */
async function checkUnfiltered(context: ContractContext): Promise<void> {
  for (const sort of keySorts) {
    for (const order of ['asc', 'desc'] as const) {
      const query = { accountId: 1, sort, order, limit: 50 };
      const first = await record(context.db, query);
      assert.equal(first.page.total, null);
      assert.ok(first.page.next);
      const second = await record(context.db, { ...query, after: first.page.next });
      for (const { statements } of [first, second]) {
        const plans = await explainAll(context, statements);
        for (const plan of plans) assert.doesNotMatch(plan.join('\n'), wholeTable);
        assert.match(plans[0]?.join('\n') ?? '', covered, `${sort} ${order}`);
        assert.doesNotMatch(plans[0]?.join('\n') ?? '', sorting, `${sort} ${order}`);
      }
    }
  }
}

/** Every filter in every order. A cursor changes nothing in how the matches are found. */
async function checkFiltered(context: ContractContext): Promise<void> {
  for (const sort of keySorts) {
    for (const filter of filters) {
      const { statements } = await record(context.db, { accountId: 1, sort, order: 'asc', limit: 50, ...filter });
      const plans = await explainAll(context, statements);
      for (const plan of plans) assert.doesNotMatch(plan.join('\n'), wholeTable, JSON.stringify(filter));
      if (beginsWithFew(filter)) continue;
      const matching = plans.filter((_, index) => statements[index]?.sql.includes('"matches"'));
      assert.equal(matching.length, 1, JSON.stringify(filter));
      const steps = matching.flat().filter((step) => readingKeys.test(step));
      assert.equal(steps.length, 1, `read once: ${JSON.stringify(filter)}\n${steps.join('\n')}`);
      assert.match(steps[0] ?? '', covered, `${sort} ${JSON.stringify(filter)}`);
    }
  }
}

export const planTests: readonly ContractTest[] = [
  {
    title:
      'the change of one user with user tokens among many users and sessions is read by indexes, with and without statistics',
    async run(context) {
      const { storage, db, subject } = context;
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      await fillUsers(db, 5_000);
      for (const collect of [async () => {}, () => subject.collectStatistics(db)]) {
        await collect();
        const before = await storage.readRevision();
        await make(storage, (tx) => tx.setSessionToken(userId(7), 99));
        const statements = await recordChanges(db, before);
        for (const plan of await explainAll(context, statements)) assert.doesNotMatch(plan.join('\n'), wholePeople);
        assert.ok(statements.length <= 6, `${statements.length} statements`);
      }
    },
  },
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
    title: 'no page of a large account reads a whole table, a search reads one index once, and no count is endless',
    async run(context) {
      const { storage, db, subject } = context;
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      await fillAccount(db, { accountId: 1, keys: keyCount });
      // As after an import, when nobody has counted the rows yet, and later.
      await checkUnfiltered(context);
      await checkFiltered(context);
      await subject.collectStatistics(db);
      await checkUnfiltered(context);
      await checkFiltered(context);
      const few = await listKeys(db, { accountId: 1, sort: 'label', order: 'asc', limit: 5, roleId: 3 });
      assert.equal(few.total, keyCount / 1_000);
    },
  },
  {
    title: 'pages of a filtered list go on beyond the matches that are counted, each key once and in order',
    async run({ storage, db }) {
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      await fillAccount(db, { accountId: 1, keys: 10_600 });
      const rows = await db.selectFrom('keys').select(['id', 'created_at as value']).execute();
      const expected = rows.toSorted((one, other) => one.value - other.value || (one.id < other.id ? -1 : 1));
      const query = { accountId: 1, sort: 'createdAt', order: 'asc', limit: 200, search: 'appkey' } as const;
      // The third page from here is the one in which the counting ends.
      const begin = 9_500;
      let after = expected[begin - 1];
      const read: string[] = [];
      while (after !== undefined) {
        const page: KeyPage = await listKeys(db, { ...query, after });
        assert.equal(page.total, null);
        read.push(...page.keys.map((key) => key.id));
        after = page.next === null ? undefined : { id: page.next.id, value: Number(page.next.value) };
      }
      assert.deepEqual(
        read,
        expected.slice(begin).map((row) => row.id),
      );
      const beyondLast = { value: Number.MAX_SAFE_INTEGER, id: '' };
      const end = await listKeys(db, { ...query, search: '0 integration', isActive: false, after: beyondLast });
      assert.deepEqual(end, { keys: [], next: null, total: 0 });
      const inactive = await listKeys(db, { ...query, isActive: false, after: beyondLast });
      assert.deepEqual(inactive, { keys: [], next: null, total: 10_600 / 5 });
    },
  },
];
