import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createPostgresDatabase } from '../../../../../test/support/postgres-server.ts';
import { connect } from './connect.ts';
import { postgresEngine } from './engine.ts';
import { checkPostgres, type PostgresFacts } from './examine.ts';

async function statusOf(url: string, check: string): Promise<string | undefined> {
  const { findings } = await postgresEngine.examine(url);
  return findings.find((finding) => finding.check === check)?.status;
}

/** Runs statements of an administrator. */
async function administer(url: string, ...statements: string[]): Promise<void> {
  const connections = connect(url, { lockTimeoutMs: 10_000, statementTimeoutMs: 10_000 });
  for (const statement of statements) await sql.raw(statement).execute(connections.write);
  await connections.close();
}

test('a healthy server has no finding that is not ok', async () => {
  const url = await createPostgresDatabase();
  await postgresEngine.migrate(url);
  const { findings, facts } = await postgresEngine.examine(url);
  assert.deepEqual(
    findings.map(({ check, status }) => `${check} ${status}`),
    ['database', 'durability', 'vacuum', 'connections', 'timeouts', 'indexes', 'rights', 'schema'].map(
      (check) => `${check} ok`,
    ),
  );
  assert.equal(facts?.revision, 0);
});

test('a database without our tables is told, and gets none', async () => {
  const url = await createPostgresDatabase();
  assert.equal(await statusOf(url, 'schema'), 'problem');
  assert.equal((await postgresEngine.examine(url)).facts, null);
});

test('settings of the database that break a promise, and an index that a failed build left, are told', async () => {
  const url = await createPostgresDatabase();
  await postgresEngine.migrate(url);
  const name = new URL(url).pathname.slice(1);
  await administer(
    url,
    `alter database ${name} set synchronous_commit = off`,
    `alter database ${name} set transaction_timeout = 20000`,
    `update pg_index set indisvalid = false where indexrelid = 'keys_by_label'::regclass`,
  );
  assert.equal(await statusOf(url, 'durability'), 'problem');
  assert.equal(await statusOf(url, 'timeouts'), 'warning');
  assert.equal(await statusOf(url, 'indexes'), 'problem');
});

test('connections of an examination are refused every change by the server', async () => {
  const url = await createPostgresDatabase();
  await postgresEngine.migrate(url);
  const connections = connect(url, { isReadOnly: true, lockTimeoutMs: 1_000, statementTimeoutMs: 1_000 });
  await assert.rejects(sql`insert into schema_migrations values ('x', 1)`.execute(connections.read), (error: Error) =>
    /read-only transaction/.test(String((error.cause as Error).message)),
  );
  await connections.close();
});

test('each thing that an operator should know of a PostgreSQL server is told, and only that', () => {
  const settings = {
    autovacuum: 'on',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    track_counts: 'on',
    max_connections: '100',
    superuser_reserved_connections: '3',
    transaction_timeout: '0',
  };
  const rights = {
    role: 'keys',
    database: 'keys',
    schema: 'public',
    mayCreate: true,
    hasTables: true,
    closedTables: [],
  };
  const healthy: PostgresFacts = {
    versionNumber: 180_001,
    encoding: 'UTF8',
    settings,
    isStandby: false,
    isEncrypted: false,
    isRemote: false,
    connections: 10,
    transactionNumberAge: 1_000,
    oldestTransactionMs: 0,
    invalidIndexes: [],
    rights,
  };
  assert.deepEqual(new Set(checkPostgres(healthy).map(({ status }) => status)), new Set(['ok']));
  const { transaction_timeout: _, ...olderSettings } = settings;
  assert.deepEqual(checkPostgres({ ...healthy, settings: olderSettings }), checkPostgres(healthy));
  const lent = { ...healthy, rights: { ...rights, mayCreate: false } };
  assert.deepEqual(new Set(checkPostgres(lent).map(({ status }) => status)), new Set(['ok']));
  const cases: [Partial<PostgresFacts>, string, string][] = [
    [{ versionNumber: 140_000 }, 'database', 'problem'],
    [{ encoding: 'SQL_ASCII' }, 'database', 'problem'],
    [{ isStandby: true }, 'database', 'problem'],
    [{ isRemote: true }, 'database', 'warning'],
    [{ settings: { ...settings, fsync: 'off' } }, 'durability', 'problem'],
    [{ settings: { ...settings, full_page_writes: 'off' } }, 'durability', 'problem'],
    [{ settings: { ...settings, synchronous_commit: 'off' } }, 'durability', 'problem'],
    [{ settings: { ...settings, autovacuum: 'off' } }, 'vacuum', 'problem'],
    [{ settings: { ...settings, track_counts: 'off' } }, 'vacuum', 'problem'],
    [{ transactionNumberAge: 1_500_000_000 }, 'vacuum', 'problem'],
    [{ oldestTransactionMs: 3_600_000 }, 'vacuum', 'warning'],
    [{ connections: 90 }, 'connections', 'warning'],
    [{ settings: { ...settings, transaction_timeout: '5000' } }, 'timeouts', 'warning'],
    [{ invalidIndexes: ['keys_by_label'] }, 'indexes', 'problem'],
    [{ rights: { ...rights, mayCreate: false, hasTables: false } }, 'rights', 'problem'],
    [{ rights: { ...rights, schema: null, mayCreate: false, hasTables: false } }, 'rights', 'problem'],
    [{ rights: { ...rights, closedTables: ['keys'] } }, 'rights', 'problem'],
  ];
  for (const [change, check, status] of cases) {
    const odd = checkPostgres({ ...healthy, ...change }).filter((finding) => finding.status !== 'ok');
    assert.deepEqual(
      odd.map((finding) => [finding.check, finding.status]),
      [[check, status]],
      JSON.stringify(change),
    );
    assert.ok(odd.every(({ remedy }) => remedy !== null));
  }
});
