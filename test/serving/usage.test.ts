import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { verify } from '../support/api.ts';
import { Installation, type KeyPair, type Server } from '../support/chaveiro.ts';
import { createInstallation, engines, withDatabase } from '../support/databases.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { until } from '../support/until.ts';

/** As often as can be. */
const everySecond = { CHAVEIRO_USAGE_INTERVAL: '1' };
/** So seldom that no test waits for it. */
const everyMinute = { CHAVEIRO_USAGE_INTERVAL: '60' };

const open = (key: KeyPair) => ({ appKey: key.appKey, appToken: key.appToken, anyOf: ['OMSViewer'] });
const closed = (key: KeyPair) => ({ ...open(key), anyOf: ['Save_User'] });

async function ask({ url }: Server, question: Record<string, unknown>, times: number): Promise<void> {
  for (let turn = 0; turn < times; turn++) await verify(url, question);
}

/** What the database has counted of a key, by code. */
async function countsOf(installation: Installation, { id }: KeyPair): Promise<Record<string, number>> {
  const rows = await withDatabase(installation, (execute) =>
    execute('SELECT code, sum(requests) AS requests FROM key_days WHERE key_id = ? GROUP BY code', id),
  );
  return Object.fromEntries(rows.map(({ code, requests }) => [code, Number(requests)]));
}

async function untilCounted(installation: Installation, key: KeyPair, code: string, requests: number): Promise<void> {
  await until(`${requests} × ${code}`, async () => (await countsOf(installation, key))[code] === requests);
}

for (const engine of engines) {
  describe(`on ${engine}, use of keys`, () => {
    test('adds up over two servers on one database, and a change by one of them gets in between', async () => {
      const installation = await createInstallation(engine, everySecond);
      await installation.createAccount('lojaverde');
      const key = await installation.createKey('lojaverde', 'shared', ['OMS - Read only']);
      const one = await installation.serve();
      const other = await installation.serve({ CHAVEIRO_SOCKET: join(installation.folder, 'other.sock') });
      for (let turn = 1; turn <= 3; turn++) {
        await Promise.all([ask(one, open(key), 20), ask(other, open(key), 10), ask(other, closed(key), 5)]);
        await installation.json('key', 'activate', key.id, '--account', 'lojaverde');
        await untilCounted(installation, key, 'allowed', 30 * turn);
        await untilCounted(installation, key, 'resource_denied', 5 * turn);
      }
    });

    test('is written before a server that is stopped ends', async () => {
      const installation = await createInstallation(engine, everyMinute);
      const key = await installation.createAccount('lojaverde');
      const server = await installation.serve();
      await ask(server, open(key), 7);
      assert.deepEqual(await countsOf(installation, key), {});
      await server.process.stop();
      assert.equal(server.process.exitCode, 0);
      assert.deepEqual(await countsOf(installation, key), { allowed: 7 });
    });

    test('is lost for one batch at most when a server is killed, and never counted twice', async () => {
      const installation = await createInstallation(engine, everySecond);
      const key = await installation.createAccount('lojaverde');
      const server = await installation.serve();
      await ask(server, open(key), 10);
      await untilCounted(installation, key, 'allowed', 10);
      await ask(server, open(key), 5);
      await server.process.stop('SIGKILL');
      const { allowed = 0 } = await countsOf(installation, key);
      assert.ok(allowed === 10 || allowed === 15, `${allowed} of 15, of which 10 were written before`);
      await ask(await installation.serve(), open(key), 3);
      await untilCounted(installation, key, 'allowed', allowed + 3);
    });
  });
}

test('while PostgreSQL is away use goes on being counted, and is written when it is back', async () => {
  const postgres = await startPostgres();
  const installation = new Installation({ databaseUrl: await postgres.createDatabase(), settings: everySecond });
  const key = await installation.createAccount('lojaverde');
  const server = await installation.serve();
  await ask(server, open(key), 10);
  await untilCounted(installation, key, 'allowed', 10);
  await postgres.stopServer();
  await ask(server, open(key), 20);
  await until('a batch to fail', () => server.process.output.includes('use of keys: write_failed'));
  await ask(server, open(key), 30);
  await postgres.startServer();
  await untilCounted(installation, key, 'allowed', 60);
  await server.process.stop();
  await postgres.stop();
});

test('while another process locks SQLite use goes on being counted, and is written afterwards', async () => {
  const installation = new Installation({ settings: everySecond });
  const key = await installation.createAccount('lojaverde');
  const server = await installation.serve();
  const other = new DatabaseSync(installation.databaseFile, { timeout: 10_000 });
  other.exec('BEGIN IMMEDIATE');
  await ask(server, open(key), 20);
  await until('a batch to fail', () => server.process.output.includes('use of keys: write_failed'));
  await ask(server, open(key), 30);
  other.exec('ROLLBACK');
  other.close();
  await untilCounted(installation, key, 'allowed', 50);
});
