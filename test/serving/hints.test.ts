/** How a server hears of changes that another process has made, and what it does where that does not work. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verify } from '../support/api.ts';
import type { Installation, Server } from '../support/chaveiro.ts';
import { createInstallation } from '../support/databases.ts';
import { startFreezingProxy } from '../support/freezing-proxy.ts';
import { pgbouncer, startPgBouncer } from '../support/pgbouncer.ts';
import { until } from '../support/until.ts';

async function areHintsOn({ url }: Server): Promise<boolean> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return /^chaveiro_hints_on 1$/m.test(metrics);
}

/** Makes a key and deactivates it by the command line; answers how long the server went on to allow it. */
async function revokeElsewhere(installation: Installation, { url }: Server, label: string): Promise<number> {
  const { appKey, appToken } = await installation.createKey('lojaverde', label, ['Owner (Admin Super)']);
  const codeOf = async () => (await verify(url, { appKey, appToken })).code;
  await until('the key to be known', async () => (await codeOf()) === 'allowed');
  await installation.json('key', 'deactivate', appKey, '--no-wait');
  const startMs = performance.now();
  await until('the revocation', async () => (await codeOf()) === 'key_inactive');
  return performance.now() - startMs;
}

test('on PostgreSQL a link that is frozen or cut is noticed within a second, and meanwhile revocations are found by asking', async (t) => {
  const installation = await createInstallation('postgres');
  const direct = new URL(installation.settings.CHAVEIRO_DATABASE_URL ?? '');
  const proxy = await startFreezingProxy(Number(direct.port));
  await installation.createAccount('lojaverde');
  direct.port = String(proxy.port);
  const server = await installation.serve({ CHAVEIRO_DATABASE_DIRECT_URL: direct.href });
  t.after(() => server.process.stop());
  await until('hints', () => areHintsOn(server));
  const took = [await revokeElsewhere(installation, server, 'first')];

  proxy.freeze();
  await until('the frozen link to be noticed', async () => !(await areHintsOn(server)), 1_500);
  took.push(await revokeElsewhere(installation, server, 'frozen'));
  proxy.thaw();
  await until('hints again', () => areHintsOn(server));
  proxy.cut();
  took.push(await revokeElsewhere(installation, server, 'cut'));
  await until('hints again', () => areHintsOn(server));
  t.diagnostic(`revocations were decided on after ${took.map(Math.round).join(', ')} ms`);
  assert.ok(Math.max(...took) < 1_000, took.join(' '));
  assert.equal(server.process.output.match(/only found by asking/g)?.length, 2, server.process.output);
});

test('behind PgBouncer in transaction mode changes are found by asking, and the log says what to set', {
  skip: pgbouncer.skip,
}, async (t) => {
  const installation = await createInstallation('postgres');
  await installation.createAccount('lojaverde');
  const databaseUrl = installation.settings.CHAVEIRO_DATABASE_URL ?? '';
  const pooled = { CHAVEIRO_DATABASE_URL: await startPgBouncer(databaseUrl, 'transaction') };
  const server = await installation.serve(pooled);
  t.after(() => server.process.stop());
  await until('the warning', () => server.process.output.includes('CHAVEIRO_DATABASE_DIRECT_URL'));
  assert.equal(await areHintsOn(server), false);
  assert.ok((await revokeElsewhere(installation, server, 'pooled')) < 1_000);

  const other = await installation.serve({
    ...pooled,
    CHAVEIRO_SOCKET: '',
    CHAVEIRO_DATABASE_DIRECT_URL: databaseUrl,
  });
  t.after(() => other.process.stop());
  await until('hints', () => areHintsOn(other));
});
