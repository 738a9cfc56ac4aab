import assert from 'node:assert/strict';
import { connect as connectSocket, createServer, type Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import { pgbouncer, startPgBouncer } from '../../../../../test/support/pgbouncer.ts';
import { createPostgresDatabase, startPostgres } from '../../../../../test/support/postgres-server.ts';
import { until } from '../../../../../test/support/until.ts';
import { runContract } from '../contract/run-contract.ts';
import { type ContractSubject, insertTestAccount, make, testSealer } from '../contract/subject.ts';
import type { Tables } from '../queries/tables.ts';
import { connect } from './connect.ts';
import { postgresEngine } from './engine.ts';

const subject: ContractSubject = {
  engine: postgresEngine,
  module: { url: new URL('./engine.ts', import.meta.url), name: 'postgresEngine' },
  createDatabase: createPostgresDatabase,
  connect: (url) => connect(url, { lockTimeoutMs: 30_000, statementTimeoutMs: 60_000 }),

  async explain(db, { sql: text, parameters }) {
    const query = { ...sql.raw('').compile(db), sql: `explain (costs off) ${text}`, parameters };
    const { rows } = await db.executeQuery<{ 'QUERY PLAN': string }>(query);
    return rows.map((row) => row['QUERY PLAN']);
  },

  async collectStatistics(db) {
    await sql.raw('vacuum analyze').execute(db);
  },
};

runContract(subject);

/** Passes bytes on to a server until it is frozen, from when on it keeps them, as a dead network does. */
async function startFreezer(url: string) {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let isFrozen = false;
  let cutsAtCommit = false;
  const server = createServer((client) => {
    const upstream = connectSocket(Number(port), hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => to.destroy());
      from.on('data', (bytes) => {
        if (isFrozen) return;
        // The commit arrives; its answer does not.
        if (cutsAtCommit && from === client && bytes.includes('commit\0')) to.write(bytes, () => client.destroy());
        else to.write(bytes);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a port was expected');
  const frozenUrl = new URL(url);
  frozenUrl.port = String(address.port);
  return {
    url: frozenUrl.href,
    freeze() {
      isFrozen = true;
    },
    thaw() {
      isFrozen = false;
    },
    cutAtCommit() {
      cutsAtCommit = true;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

describe('PostgreSQL', () => {
  test('text compares by byte in every table, although the database has a language', async () => {
    const connections = connect(await createPostgresDatabase(), { lockTimeoutMs: 0, statementTimeoutMs: 0 });
    const { rows } = await sql<{ order: string[] }>`
      select array_agg(t order by t) as "order" from unnest(array['a', 'B']) as t`.execute(connections.read);
    assert.deepEqual(rows[0]?.order, ['a', 'B'], 'the database of the tests sorts by byte itself');
    const url = await createPostgresDatabase();
    await postgresEngine.migrate(url);
    const migrated = connect(url, { lockTimeoutMs: 0, statementTimeoutMs: 0 });
    const textColumns = await sql<{ collation: string }>`
      select a.attcollation::regcollation::text as collation
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attcollation <> 0`.execute(migrated.read);
    assert.deepEqual(new Set(textColumns.rows.map((row) => row.collation)), new Set(['"C"']));
    await connections.close();
    await migrated.close();
  });

  test('a server that forgets commits in a crash is refused, with the setting named', async () => {
    const url = await createPostgresDatabase();
    await postgresEngine.migrate(url);
    const unsafe = `${url}?options=${encodeURIComponent('-c synchronous_commit=off')}`;
    const refusal = { code: 'storage_unavailable', message: /synchronous_commit/ };
    await assert.rejects(postgresEngine.open(unsafe, { sealer: testSealer }), refusal);
    await assert.rejects(postgresEngine.migrate(unsafe), refusal);
  });

  const limitsHold = async (url: string) => {
    const connections = connect(url, { lockTimeoutMs: 1_500, statementTimeoutMs: 2_500, isReadOnly: true });
    const limits = sql<{ limits: string }>`select concat_ws(' ', current_setting('lock_timeout'),
      current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout'),
      current_setting('transaction_read_only'), current_setting('enable_seqscan')) as limits`;
    const asked = (db: Kysely<Tables>) => limits.execute(db).then(({ rows }) => rows[0]?.limits);
    const expected = '1500ms 2500ms 5s on off';
    // Several at once, so that a pooler has to serve them from the same sessions.
    const answers = await Promise.all(Array.from({ length: 12 }, () => asked(connections.read)));
    assert.deepEqual(new Set(answers), new Set([expected]));
    assert.equal(await connections.readConsistently(asked), expected);
    assert.equal(await asked(connections.write), expected);
    await connections.close();
  };

  test('our time limits are in force, and reads are read only, whatever database and address say', async () => {
    const url = await createPostgresDatabase();
    const administrator = connect(url, { lockTimeoutMs: 0, statementTimeoutMs: 0 });
    for (const name of ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']) {
      await sql
        .raw(`alter database ${new URL(url).pathname.slice(1)} set ${name} = 60000`)
        .execute(administrator.write);
    }
    await administrator.close();
    const options =
      '-c statement_timeout=0 -c lock_timeout=0 -c default_transaction_read_only=off -c enable_seqscan=on';
    await limitsHold(`${url}?options=${encodeURIComponent(options)}`);
  });

  for (const mode of ['session', 'transaction'] as const) {
    test(`our time limits are in force behind PgBouncer in ${mode} mode, and stay with nobody else`, {
      skip: pgbouncer.skip,
    }, async () => {
      const url = await startPgBouncer(await createPostgresDatabase(), mode);
      await limitsHold(url);
      const stranger = new pg.Client({ connectionString: url });
      await stranger.connect();
      const { rows } = await stranger.query('show statement_timeout');
      assert.deepEqual(rows, [{ statement_timeout: '0' }]);
      await stranger.end();
    });
  }

  test('a connection that the server ends in the middle of a change leaves nothing, and the next change works', async () => {
    const url = await createPostgresDatabase();
    await postgresEngine.migrate(url);
    const storage = await postgresEngine.open(url, { sealer: testSealer });
    const killer = connect(url, { lockTimeoutMs: 0, statementTimeoutMs: 0 });
    const change = make(storage, async (tx) => {
      await insertTestAccount(tx, 'half');
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction' and pid <> pg_backend_pid()`.execute(
        killer.read,
      );
      await tx.listAccounts();
    });
    await assert.rejects(change, { code: 'storage_unavailable' });
    assert.deepEqual(await storage.read((tx) => tx.listAccounts()), []);
    assert.equal((await make(storage, (tx) => insertTestAccount(tx, 'loja'))).id, 1);
    await killer.close();
    await storage.close();
  });

  test('a commit whose answer is lost is not said to have done nothing', async () => {
    const url = await createPostgresDatabase();
    await postgresEngine.migrate(url);
    const cutter = await startFreezer(url);
    after(() => cutter.close());
    const storage = await postgresEngine.open(cutter.url, { sealer: testSealer });
    await make(storage, (tx) => insertTestAccount(tx, 'before'));
    cutter.cutAtCommit();
    await assert.rejects(
      make(storage, (tx) => insertTestAccount(tx, 'perhaps')),
      { code: 'outcome_unknown' },
    );
    await storage.close();
  });

  test('while the server is down every call is storage_unavailable, and once it is back they work again', async () => {
    const server = await startPostgres();
    after(() => server.stop());
    const url = await server.createDatabase();
    await postgresEngine.migrate(url);
    const storage = await postgresEngine.open(url, { sealer: testSealer });
    await make(storage, (tx) => insertTestAccount(tx, 'before'));
    await server.stopServer();
    const down = { code: 'storage_unavailable' };
    await assert.rejects(storage.readRevision(), down);
    await assert.rejects(
      storage.read((tx) => tx.listAccounts()),
      down,
    );
    await assert.rejects(
      make(storage, (tx) => insertTestAccount(tx, 'during')),
      down,
    );
    await server.startServer();
    await until('reads to work again', async () => (await storage.readRevision().catch(() => undefined)) !== undefined);
    await make(storage, (tx) => insertTestAccount(tx, 'after'));
    const names = (await storage.read((tx) => tx.listAccounts())).map((account) => account.name);
    assert.deepEqual(names, ['after', 'before']);
    await storage.close();
  });

  test('a server from which nothing is heard is storage_unavailable in time, and does not keep us from closing', async () => {
    const url = await createPostgresDatabase();
    await postgresEngine.migrate(url);
    const freezer = await startFreezer(url);
    after(() => freezer.close());
    const timeouts = { lockTimeoutMs: 2_000, statementTimeoutMs: 2_000 };
    const storage = await postgresEngine.open(freezer.url, { sealer: testSealer, ...timeouts });
    await make(storage, (tx) => insertTestAccount(tx, 'before'));
    freezer.freeze();
    const lost = { code: 'storage_unavailable' };
    const startedAt = performance.now();
    await Promise.all([
      assert.rejects(storage.readRevision(), lost),
      assert.rejects(
        make(storage, (tx) => insertTestAccount(tx, 'during')),
        lost,
      ),
    ]);
    assert.ok(performance.now() - startedAt < 5_000);
    freezer.thaw();
    await until('reads to work again', async () => (await storage.readRevision().catch(() => undefined)) !== undefined);
    freezer.freeze();
    const closedAt = performance.now();
    await storage.close();
    assert.ok(performance.now() - closedAt < 8_000);
  });
});
