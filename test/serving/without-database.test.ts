import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { callApi, verify } from '../support/api.ts';
import { Installation, type KeyPair, type Server } from '../support/chaveiro.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { until } from '../support/until.ts';

interface Known {
  readonly owner: KeyPair;
  readonly server: Server;
}

async function startKnown(installation: Installation): Promise<Known> {
  const owner = await installation.createAccount('lojaverde');
  return { owner, server: await installation.serve() };
}

/** Decides for a known key again and again for a while; answers the longest time that one decision took. */
async function decideFor(durationMs: number, { owner, server }: Known): Promise<number> {
  const question = { appKey: owner.appKey, appToken: owner.appToken, anyOf: ['OMSViewer'] };
  let longestMs = 0;
  for (const end = performance.now() + durationMs; performance.now() < end; ) {
    const start = performance.now();
    const { code } = await verify(server.url, question);
    longestMs = Math.max(longestMs, performance.now() - start);
    assert.equal(code, 'allowed');
  }
  return longestMs;
}

/** A change and a list, to which only the database could say yes. */
async function manage({ owner, server }: Known): Promise<[number, string | undefined][]> {
  const keys = '/api/v1/accounts/lojaverde/keys';
  const change = callApi(server.url, owner, 'POST', keys, { label: 'meanwhile' });
  const list = callApi(server.url, owner, 'GET', keys);
  return (await Promise.all([change, list])).map(({ status, body }) => [status, body.code]);
}

/**
 * A pause would be as long as a lock or a connection attempt is waited for: seconds. What is allowed
 * beyond the longest decision with a database leaves room for whatever else the machine does.
 */
const allowanceMs = 250;

describe('deciding never waits for the database', () => {
  test('PostgreSQL stopped: known keys are decided without a pause, management says 503, and both recover', async () => {
    const postgres = await startPostgres();
    const known = await startKnown(new Installation({ databaseUrl: await postgres.createDatabase() }));
    const usualMs = await decideFor(1000, known);

    await postgres.stopServer();
    const [longestMs, managed] = await Promise.all([decideFor(3000, known), manage(known)]);
    assert.deepEqual(managed, [
      [503, 'storage_unavailable'],
      [503, 'storage_unavailable'],
    ]);
    assert.equal(longestMs < usualMs + allowanceMs, true, `${longestMs} ms, usually ${usualMs} ms`);

    await postgres.startServer();
    await until('management to be back', async () => (await manage(known))[0]?.[0] === 201);
    assert.equal((await decideFor(100, known)) > 0, true);
    await known.server.process.stop();
    await postgres.stop();
  });

  test('SQLite locked by another process: decisions and lists go on, changes say 503 after 2 s and recover', async () => {
    const installation = new Installation();
    const known = await startKnown(installation);
    const usualMs = await decideFor(1000, known);

    const other = new DatabaseSync(installation.databaseFile, { timeout: 10_000 });
    other.exec('BEGIN IMMEDIATE');
    const [longestMs, managed] = await Promise.all([decideFor(3000, known), manage(known)]);
    other.exec('ROLLBACK');
    other.close();
    assert.deepEqual(managed, [
      [503, 'storage_busy'],
      [200, undefined],
    ]);
    assert.equal(longestMs < usualMs + allowanceMs, true, `${longestMs} ms, usually ${usualMs} ms`);
    await until('management to be back', async () => (await manage(known))[0]?.[0] === 201);
  });
});
