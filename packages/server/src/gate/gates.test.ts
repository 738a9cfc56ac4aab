import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openServer, pairOf, type TestServerOptions } from '../http/server.fixture.ts';
import { addExternalKey } from '../operations/external-keys/add-external-key.ts';
import type { CreatedKey } from '../operations/keys/create-key.ts';
import { operator } from '../operations/shop.fixture.ts';

const byGateway = '/forward-auth/nginx?account=lojaverde&anyOf=ViewApiKeys';
const keys = '/api/v1/accounts/lojaverde/keys';

async function openCounting(t: TestContext, options: TestServerOptions = {}) {
  const server = await openServer(t, options);
  const { shop } = server;
  const viewer = await shop.addKey('lojaverde', [await shop.addRole('lojaverde', ['ViewApiKeys'])]);
  await server.verifier.catchUp(null);
  const read = async ({ id }: CreatedKey) => {
    await server.writeUsage();
    return await shop.storage.read((tx) => tx.readKeyUsage(id, { hour: 0, day: 0 }));
  };
  /** Requests by code. */
  const counts = async (key: CreatedKey) =>
    Object.fromEntries((await read(key)).days.map(({ code, requests }) => [code, requests]));
  return { server, viewer, read, counts };
}

test('every front door counts: gateways, verify and management', async (t) => {
  const { server, viewer, counts } = await openCounting(t);
  const pair = { appKey: viewer.appKey, appToken: viewer.appToken };
  await server.call(byGateway, { headers: pairOf(viewer) });
  await server.call('/api/v1/verify', { method: 'POST', body: pair });
  await server.call(keys, { headers: pairOf(viewer) });
  assert.deepEqual(await counts(viewer), { allowed: 3 });
  await server.call('/forward-auth/caddy/lojaverde/any/EditApiKeys', { headers: pairOf(viewer) });
  await server.call('/api/v1/verify', { method: 'POST', body: { ...pair, account: 'lojaazul' } });
  await server.call('/api/v1/verify', { method: 'POST', body: { ...pair, account: 'nowhere' } });
  assert.deepEqual(await counts(viewer), { allowed: 3, resource_denied: 1, no_grant: 2 });
});

test('a call of management counts as use of its token, also by a key that has roles elsewhere only', async (t) => {
  const { server, counts } = await openCounting(t);
  const { shop } = server;
  const partner = await shop.addKey('lojaazul');
  const role = await shop.addRole('lojaverde', ['view_metrics']);
  await addExternalKey(shop.context, operator, { account: 'lojaverde', appKey: partner.appKey, roleIds: [role] });
  await server.verifier.catchUp(null);
  assert.equal((await server.call(keys, { headers: pairOf(partner) })).status, 403);
  assert.deepEqual(await counts(partner), { allowed: 1 });
});

test('a wrong token of a key counts for the key, and as use of none of its tokens', async (t) => {
  const { server, viewer, read, counts } = await openCounting(t);
  const guess = { appKey: viewer.appKey, appToken: server.shop.owners.lojaazul.appToken };
  for (const headers of [pairOf(guess), pairOf({ ...guess, appKey: 'appkey-lojaverde-NOBODY' })]) {
    await server.call(byGateway, { headers });
    await server.call(keys, { headers });
  }
  assert.deepEqual(await counts(viewer), { invalid_credentials: 2 });
  assert.deepEqual((await read(viewer)).lastUses, []);
});

test('what is no answer about a key counts for nobody: a mistake of the gateway, a limit, no credential', async (t) => {
  const { server, viewer, counts } = await openCounting(t);
  await server.call(`${byGateway}&anyOf=Unknown`, { headers: pairOf(viewer) });
  await server.call('/api/v1/verify', {
    method: 'POST',
    body: { appKey: viewer.appKey, appToken: viewer.appToken, anyOf: ['Unknown'] },
  });
  await server.call(byGateway, { headers: ['X-VTEX-API-AppKey', viewer.appKey] });
  assert.deepEqual(await counts(viewer), {});
});

test('the address is the client’s when a trusted proxy names it, otherwise the peer’s', async (t) => {
  const spoof = ['X-Forwarded-For', '203.0.113.7, 192.0.2.1'];
  for (const [trustedProxies, address] of [
    [['127.0.0.1'], '192.0.2.1'],
    [['127.0.0.1', '192.0.2.0/24'], '203.0.113.7'],
    [[], '127.0.0.1'],
  ] as const) {
    const { server, viewer, read } = await openCounting(t, { trustedProxies });
    await server.call(byGateway, { headers: [...pairOf(viewer), ...spoof] });
    assert.equal((await read(viewer)).lastUses[0]?.address, address);
    await server.call(byGateway, { headers: pairOf(viewer) });
    assert.equal((await read(viewer)).lastUses[0]?.address, '127.0.0.1');
  }
});
