import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { makeTempFolder } from '../../../../../test/support/temp-folder.ts';
import { insertTestAccount, make, testSealer } from '../contract/subject.ts';
import type { Storage } from '../storage.ts';
import { sqliteEngine } from './engine.ts';
import { checkSqlite, type SqliteFacts } from './examine.ts';

interface Opened {
  readonly folder: string;
  readonly url: string;
  readonly path: string;
  readonly storage: Storage;
}

async function openNew(): Promise<Opened> {
  const folder = join(makeTempFolder(), 'data');
  const path = join(folder, 'chaveiro.db');
  const url = `sqlite:${path}`;
  await sqliteEngine.migrate(url);
  const storage = await sqliteEngine.open(url, { sealer: testSealer });
  await storage.peppers.insertFirstPepper({ id: 'p1', checkValue: new Uint8Array(32) });
  await make(storage, (tx) => insertTestAccount(tx, 'loja'));
  return { folder, url, path, storage };
}

/** Every file with a digest of its contents; `-shm` is SQLite's shared memory, in which readers note themselves. */
function contentsOf(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const digest = createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex');
      return name.endsWith('-shm') ? name : `${name} ${digest}`;
    });
}

async function statusOf(url: string, check: string): Promise<string | undefined> {
  const { findings } = await sqliteEngine.examine(url);
  return findings.find((finding) => finding.check === check)?.status;
}

test('an examination of a file that nobody has open makes, changes and leaves no file', async () => {
  const { folder, url, storage } = await openNew();
  await storage.close();
  const before = { files: contentsOf(folder), changedAt: statSync(folder, { bigint: true }).mtimeNs };
  const { facts } = await sqliteEngine.examine(url);
  assert.equal(facts?.revision, 1);
  assert.deepEqual({ files: contentsOf(folder), changedAt: statSync(folder, { bigint: true }).mtimeNs }, before);
  assert.deepEqual(readdirSync(folder), ['chaveiro.db']);
});

test('an examination beside a process that has the file open sees its last change, and changes no file', async () => {
  const { folder, url, storage } = await openNew();
  await make(storage, (tx) => insertTestAccount(tx, 'padaria'));
  const before = contentsOf(folder);
  assert.equal(before.length, 3);
  const { facts, findings } = await sqliteEngine.examine(url);
  assert.equal(facts?.revision, 2);
  assert.deepEqual(
    findings.filter(({ status }) => status !== 'ok'),
    [],
  );
  assert.deepEqual(contentsOf(folder), before);
  await storage.close();
});

test('a file that others can read, has no write-ahead log, or dangling references, is told', async () => {
  const { url, path, storage } = await openNew();
  await storage.close();
  chmodSync(path, 0o644);
  assert.equal(await statusOf(url, 'file-modes'), 'problem');
  chmodSync(path, 0o600);
  assert.equal(await statusOf(url, 'file-modes'), 'ok');
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.exec("PRAGMA journal_mode = DELETE; INSERT INTO roles VALUES (99, 2, 'x', 'x', 'custom', NULL, 1, NULL, 1)");
  assert.equal(await statusOf(url, 'journal'), 'problem');
  assert.equal(await statusOf(url, 'file-sound'), 'problem');
  database.exec('PRAGMA journal_mode = WAL; DELETE FROM roles WHERE account_id = 99');
  database.close();
  assert.equal(await statusOf(url, 'journal'), 'ok');
  assert.equal(await statusOf(url, 'file-sound'), 'ok');
});

test('a damaged file is told, and nothing is believed of what it holds', async () => {
  const { url, path, storage } = await openNew();
  await storage.close();
  const database = new DatabaseSync(path);
  const root = database.prepare("SELECT rootpage FROM sqlite_master WHERE name = 'keys_by_label'").get();
  database.close();
  const page = Number(root?.rootpage);
  const bytes = readFileSync(path);
  bytes.fill(0xff, (page - 1) * 4096, page * 4096);
  writeFileSync(path, bytes);
  const { facts, findings } = await sqliteEngine.examine(url);
  assert.equal(facts, null);
  assert.deepEqual(
    findings.filter(({ status }) => status !== 'ok').map(({ check, status }) => [check, status]),
    [['file-sound', 'problem']],
  );
});

test('no file, and a file that is no database, are storage_unavailable', async () => {
  const folder = makeTempFolder();
  const url = `sqlite:${join(folder, 'x.db')}`;
  await assert.rejects(sqliteEngine.examine(url), { code: 'storage_unavailable' });
  assert.deepEqual(readdirSync(folder), []);
  writeFileSync(join(folder, 'x.db'), 'x'.repeat(10_000));
  await assert.rejects(sqliteEngine.examine(url), { code: 'storage_unavailable' });
});

test('each thing that an operator should know of a SQLite database is told, and only that', () => {
  const healthy: SqliteFacts = {
    path: '/data/chaveiro.db',
    version: '3.53.4',
    isWal: true,
    files: [
      { path: '/data/chaveiro.db', mode: 0o600, uid: 7 },
      { path: '/data/chaveiro.db-wal', mode: 0o600, uid: 7 },
    ],
    walBytes: 4_000_000,
    fileSystem: 0xef53,
    damages: [],
    danglingTables: [],
  };
  assert.deepEqual(
    checkSqlite(healthy).map(({ status }) => status),
    ['ok', 'ok', 'ok', 'ok'],
  );
  const foreignFile = { path: '/data/chaveiro.db-wal', mode: 0o600, uid: 0 };
  const cases: [Partial<SqliteFacts>, string, string][] = [
    [{ fileSystem: 0x6969 }, 'database', 'problem'],
    [{ fileSystem: 0x01021994 }, 'database', 'warning'],
    [{ files: [...healthy.files, foreignFile] }, 'file-modes', 'problem'],
    [{ files: [{ path: '/data/chaveiro.db', mode: 0o640, uid: 7 }] }, 'file-modes', 'problem'],
    [{ isWal: false }, 'journal', 'problem'],
    [{ walBytes: 300 * 1024 * 1024 }, 'journal', 'warning'],
    [{ damages: ['row 1 missing from index x'] }, 'file-sound', 'problem'],
    [{ danglingTables: ['tokens'] }, 'file-sound', 'problem'],
  ];
  for (const [change, check, status] of cases) {
    const odd = checkSqlite({ ...healthy, ...change }).filter((finding) => finding.status !== 'ok');
    assert.deepEqual(
      odd.map((finding) => [finding.check, finding.status]),
      [[check, status]],
      JSON.stringify(change),
    );
    assert.ok(odd.every(({ remedy }) => remedy !== null));
  }
});
