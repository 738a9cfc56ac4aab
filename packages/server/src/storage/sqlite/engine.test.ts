import assert from 'node:assert/strict';
import { closeSync, openSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { makeTempFolder } from '../../../../../test/support/temp-folder.ts';
import { runContract } from '../contract/run-contract.ts';
import { type ContractSubject, insertTestAccount, make, testSealer } from '../contract/subject.ts';
import type { Tables } from '../queries/tables.ts';
import { connect } from './connect.ts';
import { createDatabaseFile, databasePath } from './database-file.ts';
import { openSqliteInMemory, sqliteEngine } from './engine.ts';

const folder = makeTempFolder();
let databases = 0;

function newUrl(): string {
  databases += 1;
  return `sqlite:${join(folder, `data-${databases}`, 'chaveiro.db')}`;
}

const subject: ContractSubject = {
  engine: sqliteEngine,
  module: { url: new URL('./engine.ts', import.meta.url), name: 'sqliteEngine' },

  async createDatabase() {
    const url = newUrl();
    createDatabaseFile(databasePath(url));
    return url;
  },

  connect: (url) => connect(databasePath(url), { lockTimeoutMs: 30_000, statementTimeoutMs: 60_000 }),

  async explain(db, { sql: text, parameters }) {
    const { rows } = await db.executeQuery<{ detail: string }>({
      ...sql.raw('').compile(db),
      sql: `explain query plan ${text}`,
      parameters,
    });
    return rows.map((row) => row.detail);
  },

  async collectStatistics(db) {
    await sql.raw('analyze').execute(db);
  },
};

runContract(subject);

async function openNew(options: { lockTimeoutMs?: number } = {}) {
  const url = newUrl();
  await sqliteEngine.migrate(url);
  return { path: databasePath(url), storage: await sqliteEngine.open(url, { sealer: testSealer, ...options }) };
}

async function pragma(db: Kysely<Tables>, name: string): Promise<unknown> {
  const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(db);
  return Object.values(rows[0] ?? {})[0];
}

describe('SQLite', () => {
  test('only its owner can read the file, what SQLite puts beside it, and the folder', async () => {
    const { path, storage } = await openNew();
    await make(storage, (tx) => insertTestAccount(tx, 'loja'));
    for (const file of [path, `${path}-wal`, `${path}-shm`]) assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(join(path, '..')).mode & 0o777, 0o700);
    await storage.close();
  });

  test('a commit is on the disk before it is answered, references are enforced, and what is deleted is overwritten', async () => {
    const { path, storage } = await openNew();
    const connections = connect(path, { lockTimeoutMs: 1_000, statementTimeoutMs: 1_000 });
    for (const db of [connections.write, connections.read]) {
      assert.equal(await pragma(db, 'journal_mode'), 'wal');
      assert.equal(await pragma(db, 'synchronous'), 2);
      assert.equal(await pragma(db, 'foreign_keys'), 1);
      assert.equal(await pragma(db, 'secure_delete'), 1);
    }
    await connections.close();
    await storage.close();
  });

  test('while another process holds the write lock, changes are storage_busy and reads go on', async () => {
    const { path, storage } = await openNew({ lockTimeoutMs: 400 });
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const change = assert.rejects(
      make(storage, (tx) => insertTestAccount(tx, 'loja')),
      { code: 'storage_busy' },
    );
    let reads = 0;
    let isOver = false;
    const reading = (async () => {
      while (!isOver) {
        await storage.readRevision();
        reads += 1;
      }
    })();
    await change;
    isOver = true;
    await reading;
    assert.ok(reads > 2, `${reads} reads in 400 ms`);
    other.exec('ROLLBACK');
    other.close();
    await make(storage, (tx) => insertTestAccount(tx, 'loja'));
    await storage.close();
  });

  test('a closed database says so at once, and not after the wait for a lock', async () => {
    const { path, storage } = await openNew();
    await storage.close();
    const connections = connect(path, { lockTimeoutMs: 60_000, statementTimeoutMs: 60_000 });
    await connections.close();
    const startedAt = performance.now();
    await assert.rejects(sql`select 1`.execute(connections.read), { code: 'storage_unavailable' });
    assert.ok(performance.now() - startedAt < 10_000);
  });

  test('a file that is not a database any more is storage_unavailable, for every call', async () => {
    const { path, storage } = await openNew();
    await storage.close();
    writeFileSync(path, 'x'.repeat(10_000));
    const broken = connect(path, { lockTimeoutMs: 500, statementTimeoutMs: 500 });
    for (const db of [broken.read, broken.write, broken.read]) {
      await assert.rejects(db.selectFrom('installation').selectAll().execute(), { code: 'storage_unavailable' });
    }
    await broken.close();
  });

  test('a worker that failed is replaced once the file is there again', async () => {
    const path = databasePath(newUrl());
    const connections = connect(path, { lockTimeoutMs: 500, statementTimeoutMs: 500 });
    const ask = () => sql`select 1`.execute(connections.read);
    await assert.rejects(ask(), { code: 'storage_unavailable' });
    createDatabaseFile(path);
    writeFileSync(path, 'x'.repeat(10_000));
    await assert.rejects(ask(), { code: 'storage_unavailable' });
    truncateSync(path);
    assert.equal((await ask()).rows.length, 1);
    await connections.close();
  });

  test('opening never makes a database where there is none', async () => {
    const url = newUrl();
    await assert.rejects(sqliteEngine.open(url, { sealer: testSealer }), { code: 'storage_unavailable' });
    assert.throws(() => closeSync(openSync(databasePath(url), 'r')), { code: 'ENOENT' });
  });

  test('an address of another form is refused with an example', async () => {
    for (const url of ['sqlite:', './chaveiro.db', 'file:x']) {
      await assert.rejects(sqliteEngine.migrate(url), { code: 'invalid_request', message: /sqlite:\.\// });
    }
  });
});

test('a database in memory has one connection: who reads waits for a change, and sees all of it', async () => {
  const storage = await openSqliteInMemory({ sealer: testSealer });
  await storage.peppers.insertFirstPepper({ id: 'p1', checkValue: new Uint8Array(32) });
  const made = Promise.withResolvers<void>();
  const change = make(storage, async (tx) => {
    await insertTestAccount(tx, 'lojaverde');
    await made.promise;
  });
  const read = storage.read((tx) => tx.listAccounts());
  made.resolve();
  const [accounts] = await Promise.all([read, change]);
  assert.deepEqual(
    accounts.map(({ name }) => name),
    ['lojaverde'],
  );
  await storage.close();
  await assert.rejects(
    storage.read((tx) => tx.listAccounts()),
    { code: 'storage_unavailable' },
  );
});
