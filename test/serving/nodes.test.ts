/** Several servers on one database: they know each other, and a revocation says when all of them decide by it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callApi, verify } from '../support/api.ts';
import type { Server } from '../support/chaveiro.ts';
import { createInstallation, engines } from '../support/databases.ts';
import { until } from '../support/until.ts';

interface NodeView {
  readonly name: string;
  readonly kind: string;
  readonly revision: string;
  readonly state: string;
}

for (const engine of engines) {
  describe(`on ${engine}, three servers on one database`, () => {
    test('know each other, and tell when a revocation has reached all of them', async (t) => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount('lojaverde');
      const settings = [{ CHAVEIRO_NODE_NAME: 'one' }, { CHAVEIRO_NODE_NAME: 'two' }, { CHAVEIRO_NODE_NAME: 'two' }];
      const servers: Server[] = [];
      for (const each of settings) servers.push(await installation.serve({ ...each, CHAVEIRO_SOCKET: '' }));
      t.after(() => Promise.all(servers.map((server) => server.process.stop())));
      const list = async () => (await installation.json<{ items: NodeView[] }>('node', 'list')).items;
      await until('three nodes', async () => (await list()).length === 3);
      assert.deepEqual(
        (await list()).map(({ name, kind, state }) => [name, kind, state]),
        [
          ['one', 'server', 'current'],
          ['two', 'server', 'current'],
          ['two#2', 'server', 'current'],
        ],
      );

      const call = <T>(method: string, path: string, body?: unknown, headers = {}) =>
        callApi<T>(servers[0]?.url ?? '', owner, method, `/api/v1/accounts/lojaverde${path}`, body, headers);
      const took: number[] = [];
      for (let turn = 0; turn < 5; turn++) {
        const key = await installation.createKey('lojaverde', `ERP ${turn}`);
        const { headers, status } = await call('PATCH', `/keys/${key.id}`, { isActive: false }, { Prefer: 'wait=5' });
        const receipt = headers.get('chaveiro-receipt');
        assert.deepEqual([status, headers.get('preference-applied')], [200, 'wait=5'], JSON.stringify(receipt));
        const [, ms] = /^nodes=3, applied=3, ms=(\d+)$/.exec(receipt ?? '') ?? assert.fail(String(receipt));
        took.push(Number(ms));
        const { appKey, appToken } = key;
        for (const { url } of servers) assert.equal((await verify(url, { appKey, appToken })).code, 'key_inactive');
        const revision = headers.get('x-chaveiro-revision') ?? '';
        const told = await call('GET', `/revisions/${revision}`);
        assert.deepEqual(told.body, { revision, nodes: 3, applied: 3, slowestMs: Number(ms), complete: true });
      }
      t.diagnostic(`decided on by all after ${took.join(', ')} ms`);
      const plain = await call('PATCH', `/keys/${owner.id}`, { label: 'Main' });
      assert.equal(plain.headers.get('chaveiro-receipt'), null, 'who does not ask does not wait');

      // One that ends says so; one that is killed is waited for, and counted out when it was silent for long enough.
      await servers[1]?.process.stop();
      await until('two nodes', async () => (await list()).length === 2);
      await servers[2]?.process.stop('SIGKILL');
      const key = await installation.createKey('lojaverde', 'Last');
      const late = await call('PATCH', `/keys/${key.id}`, { isActive: false }, { Prefer: 'wait=1' });
      assert.match(late.headers.get('chaveiro-receipt') ?? '', /^nodes=2, applied=1, ms=1\d\d\d$/);
      const waited = await installation.run(['key', 'delete', key.appKey, '--yes']);
      assert.match(waited.stdout, /Decided on by 1 of 2 nodes after 2\d\d\d ms; the others/);
      const other = await installation.createKey('lojaverde', 'Very last');
      const unwaited = await installation.run(['key', 'delete', other.appKey, '--yes', '--no-wait']);
      assert.equal(unwaited.status, 0);
      assert.doesNotMatch(unwaited.stdout + unwaited.stderr, /Decided on/);
    });
  });
}
