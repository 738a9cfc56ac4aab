import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { assertProblem, openServer, pairOf } from '../server.fixture.ts';

/** A key that was used three times, twice with success. */
async function openUsed(t: TestContext) {
  const server = await openServer(t);
  const { shop } = server;
  const owner = shop.owners.lojaverde;
  const key = await shop.addKey('lojaverde', [await shop.addRole('lojaverde', ['ViewApiKeys'])]);
  await server.verifier.catchUp(null);
  const path = `/api/v1/accounts/lojaverde/keys/${key.id}`;
  const call = (method: string, more = '', body?: unknown) =>
    server.call(path + more, { method, headers: pairOf(owner), body });
  const ask = async (resource: string) => {
    const { appKey, appToken } = key;
    return (await server.call('/api/v1/verify', { method: 'POST', body: { appKey, appToken, anyOf: [resource] } }))
      .body;
  };
  for (const resource of ['ViewApiKeys', 'EditApiKeys', 'ViewApiKeys']) await ask(resource);
  await server.writeUsage();
  return { server, call, ask, lastUsedAt: new Date(shop.clock.now).toISOString() };
}

test('the list, the key and its usage say when, how often and from where it was used', async (t) => {
  const { server, call, lastUsedAt } = await openUsed(t);
  const owner = server.shop.owners.lojaverde;
  const shown = (await call('GET')).body;
  assert.deepEqual([shown.lastUsedAt, shown.tokens[0].lastUsedAt], [lastUsedAt, lastUsedAt]);
  const list = '/api/v1/accounts/lojaverde/keys?sort=lastUsedAt&order=desc';
  assert.equal((await server.call(list, { headers: pairOf(owner) })).body.items[0].id, shown.id);
  assert.ok(!('requestsByDay' in (await server.call(list, { headers: pairOf(owner) })).body.items[0]));
  const listed = (await server.call(`${list}&usage=true`, { headers: pairOf(owner) })).body.items[0];
  assert.deepEqual(listed.requestsByDay.at(-1), { day: '2026-03-01', allowed: 2, denied: 1 });
  const usage = await call('GET', '/usage?days=1');
  assert.equal(usage.status, 200);
  const counts = { last24Hours: { allowed: 2, denied: 1 }, last14Days: { allowed: 2, denied: 1 } };
  const use = { lastUsedAt, lastAddress: '127.0.0.1', ...counts };
  assert.deepEqual(usage.body, {
    ...use,
    tokens: [{ role: 'current', createdAt: shown.createdAt, ...use }],
    days: [{ day: '2026-03-01', allowed: 2, denied: { resource_denied: 1 } }],
  });
  assert.equal((await call('GET', '/usage')).body.days.length, 14);
  for (const days of ['0', '91', 'x']) assertProblem(await call('GET', `/usage?days=${days}`), 400, 'invalid_request');
});

test('with dryRun=true deactivating and deleting answer the evidence, and the key goes on', async (t) => {
  const { call, ask, lastUsedAt } = await openUsed(t);
  const paused = await call('PATCH', '?dryRun=true', { isActive: false });
  assert.deepEqual([paused.status, paused.body.isActive], [200, false]);
  assert.equal(paused.body.evidence.lastUsedAt, lastUsedAt);
  const deleted = await call('DELETE', '?dryRun=true');
  assert.deepEqual([deleted.status, deleted.body.evidence], [200, paused.body.evidence]);
  assert.equal((await ask('ViewApiKeys')).code, 'allowed');
  assert.equal((await call('GET')).body.isActive, true);
  for (const value of ['yes', '', '1']) {
    assertProblem(await call('DELETE', `?dryRun=${value}`), 400, 'invalid_request');
  }
  assert.equal((await call('GET')).status, 200);

  const really = await call('DELETE', '?dryRun=false');
  assert.deepEqual([really.status, really.body], [200, deleted.body]);
  assertProblem(await call('GET'), 404, 'not_found');
});

test('with dryRun=true finishing a renewal answers the evidence by token, and both tokens go on', async (t) => {
  const { call, ask, lastUsedAt } = await openUsed(t);
  await call('POST', '/renewal');
  for (const [method, path] of [
    ['POST', '/renewal/finish?dryRun=true'],
    ['DELETE', '/renewal?dryRun=true'],
  ] as const) {
    const { status, body } = await call(method, path);
    assert.deepEqual([status, body.renewal, body.tokens.length], [200, null, 1]);
    assert.deepEqual(
      body.evidence.tokens.map((token: { role: string; lastUsedAt: string }) => [token.role, token.lastUsedAt]),
      [
        ['old', lastUsedAt],
        ['new', null],
      ],
    );
  }
  assert.deepEqual([(await ask('ViewApiKeys')).token, (await call('GET')).body.tokens.length], ['old', 2]);
});
