import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { callApi } from '../support/api.ts';
import { Installation, type KeyPair } from '../support/chaveiro.ts';
import { createInstallation, type Engine, engines } from '../support/databases.ts';
import { times } from '../support/long.ts';
import { createPostgresDatabase } from '../support/postgres-server.ts';
import { until } from '../support/until.ts';

const account = 'lojaverde';

async function codeOf(url: string, pair: KeyPair, anyOf?: string, called = account): Promise<string> {
  const { appKey, appToken } = pair;
  const body = JSON.stringify({ appKey, appToken, account: called, ...(anyOf && { anyOf: [anyOf] }) });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/v1/verify`, { method: 'POST', headers, body });
  return ((await answer.json()) as { code: string }).code;
}

/** Every way in which access ends after a backup. Answers what was alive at the backup and must stay dead. */
async function revoke(installation: Installation, owner: KeyPair, n: number) {
  const key = (label: string, ...roles: string[]) => installation.createKey(account, `${label} ${n}`, roles);
  const roleName = `Shipping ${n}`;
  const named = ['--account', account];
  await installation.json(
    'role',
    'create',
    ...named,
    '--name',
    roleName,
    '--resource',
    'OMSViewer',
    '--resource',
    'ListOrders',
  );
  const pairs = {
    kept: await key('kept', roleName),
    deleted: await key('deleted', roleName),
    deactivated: await key('deactivated', roleName),
    withoutRole: await key('without role', roleName),
    renewed: await key('renewed', roleName),
    guest: await installation.createKey('lojaazul', `guest ${n}`),
    declining: await installation.createKey('lojaazul', `declining ${n}`, ['OMS - Read only']),
  };
  for (const { appKey } of [pairs.guest, pairs.declining]) {
    await installation.json('external-key', 'add', appKey, ...named, '--role', roleName);
  }
  const file = join(installation.folder, `${n}.backup`);
  await installation.json('backup', file);
  await installation.json('external-key', 'remove', pairs.guest.appKey, ...named);
  await installation.json('key', 'decline', pairs.declining.appKey, '--from', account);
  await installation.json('key', 'delete', pairs.deleted.appKey, '--yes');
  await installation.json('key', 'deactivate', pairs.deactivated.appKey);
  const renewal = await installation.json<KeyPair>('key', 'renew', pairs.renewed.appKey);
  await installation.json('key', 'finish-renewal', pairs.renewed.appKey);
  await installation.json('role', 'change', roleName, ...named, '--resource', 'OMSViewer');
  const { url, process } = await installation.serve();
  const patch = await callApi(url, owner, 'PATCH', `/api/v1/accounts/${account}/keys/${pairs.withoutRole.id}`, {
    roles: [],
  });
  assert.equal(patch.status, 200);
  await process.stop();
  return { pairs, renewal, file };
}

async function expectDead(url: string, { pairs, renewal }: Awaited<ReturnType<typeof revoke>>): Promise<void> {
  // It came after the backup, which does not know it: as long as it works, the server has not read the restored state.
  const newToken = { ...pairs.renewed, appToken: renewal.appToken };
  await until('the restored state is decided by', async () => (await codeOf(url, newToken)) === 'invalid_credentials');
  const found = {
    kept: await codeOf(url, pairs.kept, 'OMSViewer'),
    resourceTakenFromRole: await codeOf(url, pairs.kept, 'ListOrders'),
    deleted: await codeOf(url, pairs.deleted),
    deactivated: await codeOf(url, pairs.deactivated),
    withoutRole: await codeOf(url, pairs.withoutRole),
    guest: await codeOf(url, pairs.guest),
    declined: await codeOf(url, pairs.declining),
    declinedButAtHome: await codeOf(url, pairs.declining, 'OMSViewer', 'lojaazul'),
    oldToken: await codeOf(url, pairs.renewed),
  };
  assert.deepEqual(found, {
    kept: 'allowed',
    resourceTakenFromRole: 'resource_denied',
    deleted: 'invalid_credentials',
    deactivated: 'key_inactive',
    withoutRole: 'no_grant',
    guest: 'no_grant',
    declined: 'no_grant',
    declinedButAtHome: 'allowed',
    oldToken: 'invalid_credentials',
  });
}

/** Another, empty database of the same installation: with its pepper, after the first one was lost. */
async function emptyOne(engine: Engine, from: Installation): Promise<Installation> {
  const target =
    engine === 'sqlite' ? new Installation() : new Installation({ databaseUrl: await createPostgresDatabase() });
  copyFileSync(join(from.folder, 'pepper'), join(target.folder, 'pepper'));
  return target;
}

for (const engine of engines) {
  describe(`G14 on ${engine}: what was revoked since a backup stays dead when it is restored`, () => {
    for (let n = 0; n < times({ short: 1, long: 20 }); n++) {
      test(`from the database that is replaced, under a running server${n === 0 ? '' : ` (${n})`}`, async () => {
        const installation = await createInstallation(engine);
        const owner = await installation.createAccount(account);
        await installation.createAccount('lojaazul');
        const lived = await revoke(installation, owner, n);
        const { url, process } = await installation.serve();
        const refused = await installation.run(['restore', lived.file]);
        assert.deepEqual([refused.status, refused.stderr.includes('--replace')], [2, true]);
        const done = await installation.json<{ keysWithoutToken: string[] }>('restore', lived.file, '--replace');
        assert.deepEqual(done.keysWithoutToken, [lived.pairs.renewed.appKey]);
        await expectDead(url, lived);
        const again = await installation.json<KeyPair>('key', 'renew', lived.pairs.renewed.appKey);
        await until('the renewed key works again', async () => {
          return (await codeOf(url, { ...lived.pairs.renewed, appToken: again.appToken }, 'OMSViewer')) === 'allowed';
        });
        await process.stop();
        const verified = await installation.run(['audit', 'verify']);
        assert.equal(verified.status, 0, verified.stdout);
      });
    }

    // The same code on both engines, tested on both beside it: in the short form on one.
    if (times({ short: engine === 'sqlite' ? 1 : 0, long: 1 }) === 0) return;

    test('from an export of the audit log, into an empty database', async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount(account);
      await installation.createAccount('lojaazul');
      const lived = await revoke(installation, owner, 0);
      const log = join(installation.folder, 'audit.jsonl');
      await installation.json('audit', 'export', log);
      const target = await emptyOne(engine, installation);
      const done = await target.json<{ revocationsFrom: string }>('restore', lived.file, '--revocations', log);
      assert.equal(done.revocationsFrom, 'file');
      const { url, process } = await target.serve();
      await expectDead(url, lived);
      await process.stop();
      assert.equal((await target.run(['audit', 'verify'])).status, 0);
    });

    test('with neither nothing is alive, until somebody activates it or accepts the risk', async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount(account);
      await installation.createAccount('lojaazul');
      const { pairs, file } = await revoke(installation, owner, 0);
      const target = await emptyOne(engine, installation);
      await target.json('restore', file);
      const { url, process } = await target.serve();
      for (const pair of [owner, ...Object.values(pairs)]) assert.equal(await codeOf(url, pair), 'key_inactive');
      await target.json('key', 'activate', pairs.kept.appKey);
      await until('the activated key works', async () => (await codeOf(url, pairs.kept, 'OMSViewer')) === 'allowed');
      await process.stop();
      const risky = await emptyOne(engine, installation);
      await risky.json('restore', file, '--accept-risk');
      assert.equal((await risky.json<{ isActive: boolean }>('key', 'show', pairs.deactivated.appKey)).isActive, true);
    });
  });
}

test('a backup names the pepper that it needs, has none itself, and is not restored without it', async () => {
  const installation = new Installation();
  await installation.createAccount(account);
  const file = join(installation.folder, 'a.backup');
  const said = await installation.run(['backup', file]);
  const [id, secret] = readFileSync(join(installation.folder, 'pepper'), 'utf8').trim().split(':') as [string, string];
  assert.ok(said.stdout.includes(`the pepper ${id}`), said.stdout);
  assert.ok(!readFileSync(file).includes(Buffer.from(secret, 'hex')));
  const target = new Installation();
  const refused = await target.run(['restore', file, '--accept-risk']);
  assert.deepEqual([refused.status, refused.stderr.includes(`needs the pepper "${id}"`)], [1, true], refused.stderr);
});
