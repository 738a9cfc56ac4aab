import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { changeKey } from '../../operations/keys/change-key.ts';
import type { CreatedKey } from '../../operations/keys/create-key.ts';
import { deleteKey } from '../../operations/keys/delete-key.ts';
import { operator } from '../../operations/shop.fixture.ts';
import { assertProblem, openServer, pairOf } from '../server.fixture.ts';
import { managementRoutes } from './routes.ts';

const account = '/api/v1/accounts/lojaverde';

/** A server on which `lojaverde` is about to give a key of `lojaazul` roles. */
async function openGranting(t: TestContext) {
  const server = await openServer(t);
  const { shop } = server;
  const orders = await shop.addRole('lojaverde', ['OMSViewer'], 'Orders');
  const guest = await shop.addKey('lojaazul', [], 'secret plans');
  await server.verifier.catchUp(null);
  const as = (key: CreatedKey) => (method: string, path: string, body?: unknown) =>
    server.call(path.startsWith('/api') ? path : account + path, { method, headers: pairOf(key), body });
  const ask = async (name = 'lojaverde') => {
    const question = { appKey: guest.appKey, appToken: guest.appToken, account: name, anyOf: ['OMSViewer'] };
    return (await server.call('/api/v1/verify', { method: 'POST', body: question })).body.code;
  };
  return { server, shop, orders, guest, ask, as, call: as(shop.owners.lojaverde) };
}

test('an external key is added, decided on at once, listed, shown, changed and removed', async (t) => {
  const { server, orders, guest, ask, call } = await openGranting(t);
  assert.equal(await ask(), 'no_grant');
  const added = await call('POST', '/external-keys', { appKey: guest.appKey, roles: [orders], note: 'Carrier' });
  assert.equal(added.status, 201);
  assert.equal(added.headers.location, `${account}/external-keys/${guest.id}`);
  assert.deepEqual(Object.keys(added.body), [
    ...['id', 'appKey', 'owner', 'note', 'status', 'roles', 'expiresAt', 'addedAt', 'addedBy', 'lastUsedAt', 'version'],
  ]);
  assert.equal(await ask(), 'allowed');
  assert.equal(await ask('lojaazul'), 'no_grant', 'roles here are no roles at home');
  assert.deepEqual((await call('GET', String(added.headers.location))).body, added.body);
  assert.deepEqual((await call('GET', `/external-keys/${guest.appKey}`)).body, added.body);
  assert.deepEqual((await call('GET', '/external-keys?q=carrier&status=active&owner=lojaazul')).body, {
    items: [added.body],
    nextCursor: null,
    total: 1,
  });
  assert.equal((await call('GET', '/keys')).body.total, 1, 'it is no generated key');
  assertProblem(
    await call('POST', '/external-keys', { appKey: guest.appKey, roles: [orders] }),
    409,
    'external_key_exists',
  );

  const changed = await call('PATCH', `/external-keys/${guest.id}`, { note: null, roles: [orders, 1] });
  assert.deepEqual([changed.status, changed.body.note, changed.body.roles.length], [200, null, 2]);
  const removed = await call('DELETE', `/external-keys/${guest.id}`);
  assert.deepEqual([removed.status, removed.body], [204, '']);
  assert.equal(server.verifier.state().revision, removed.headers['x-chaveiro-revision']);
  assert.equal(await ask(), 'no_grant');
  assertProblem(await call('GET', `/external-keys/${guest.id}`), 404, 'not_found');
});

test('what the owner does to the key counts at once: paused it opens nothing here, and deleted it is only a line in the list', async (t) => {
  const { server, orders, guest, ask, call } = await openGranting(t);
  const { context } = server.shop;
  await call('POST', '/external-keys', { appKey: guest.appKey, roles: [orders] });
  const owned = { account: 'lojaazul', key: guest.id };
  const status = async () => (await call('GET', `/external-keys/${guest.id}`)).body.status;
  await changeKey(context, operator, { ...owned, isActive: false });
  await server.verifier.catchUp(null);
  assert.deepEqual([await ask(), await status()], ['key_inactive', 'inactive']);
  await changeKey(context, operator, { ...owned, isActive: true });
  await server.verifier.catchUp(null);
  assert.deepEqual([await ask(), await status()], ['allowed', 'active']);
  await deleteKey(context, operator, owned);
  await server.verifier.catchUp(null);
  assert.deepEqual([await ask(), await status()], ['invalid_credentials', 'deleted_by_owner']);
  const refused = await call('PATCH', `/external-keys/${guest.id}`, { note: 'x' });
  assertProblem(refused, 409, 'external_key_deleted');
  assert.equal((await call('DELETE', `/external-keys/${guest.id}`)).status, 204);
});

test('the owner sees who has given its key roles, and gives them back: that account is closed to the key at once', async (t) => {
  const { shop, orders, guest, ask, as, call } = await openGranting(t);
  const added = await call('POST', '/external-keys', { appKey: guest.appKey, roles: [orders] });
  const owner = as(shop.owners.lojaazul);
  const grants = `/api/v1/accounts/lojaazul/keys/${guest.id}/grants`;
  const page = await owner('GET', grants);
  assert.deepEqual(page.body, {
    items: [{ account: 'lojaverde', addedAt: added.body.addedAt }],
    nextCursor: null,
    total: 1,
  });
  assertProblem(await owner('DELETE', `${grants}/lojaazul`), 404, 'not_found');
  assert.equal(await ask(), 'allowed');
  const declined = await owner('DELETE', `${grants}/lojaverde`);
  assert.deepEqual([declined.status, declined.body, await ask()], [204, '', 'no_grant']);
  assertProblem(await owner('DELETE', `${grants}/lojaverde`), 404, 'not_found');
  assert.equal((await owner('GET', grants)).body.total, 0);
  assert.equal((await call('GET', '/external-keys')).body.total, 0);
});

test('a grant opens until its end, and not a millisecond longer', async (t) => {
  const { server, orders, guest, ask, call } = await openGranting(t);
  const end = server.shop.clock.now + 10_000;
  const expiresAt = new Date(end).toISOString();
  const added = await call('POST', '/external-keys', { appKey: guest.appKey, roles: [orders], expiresAt });
  assert.equal(added.body.expiresAt, expiresAt);
  server.shop.clock.now = end - 1;
  assert.equal(await ask(), 'allowed');
  server.shop.clock.now = end;
  assert.equal(await ask(), 'no_grant');
  await call('PATCH', `/external-keys/${guest.id}`, { expiresAt: new Date(end + 1).toISOString() });
  assert.equal(await ask(), 'allowed');
  server.shop.clock.now += 1;
  assert.equal(await ask(), 'no_grant');
  await call('PATCH', `/external-keys/${guest.id}`, { expiresAt: null });
  assert.equal(await ask(), 'allowed');
});

test('as a key of its own, an external key does not exist: no address of a generated key shows, changes, renews or deletes it', async (t) => {
  const { orders, guest, call } = await openGranting(t);
  await call('POST', '/external-keys', { appKey: guest.appKey, roles: [orders] });
  const ofKeys = managementRoutes.filter(({ path }) => path.startsWith('/keys/{key}'));
  assert.ok(ofKeys.length >= 3);
  for (const { method, path, body } of ofKeys) {
    const sent = body === null ? undefined : method === 'PATCH' ? { isActive: false } : {};
    const reply = (key: string) => call(method, path.replace('{key}', key).replaceAll(/\{\w+\}/g, 'lojaverde'), sent);
    const unknown = await reply('00000000-0000-4000-8000-000000000000');
    assertProblem(unknown, 404, 'not_found');
    for (const key of [guest.id, guest.appKey]) assert.deepEqual((await reply(key)).body, unknown.body, path);
  }
  for (const field of ['label', 'isActive', 'appKey', 'owner', 'status']) {
    const refused = await call('PATCH', `/external-keys/${guest.id}`, { [field]: 'x' });
    assertProblem(refused, 400, 'invalid_request');
    assert.equal(refused.body.field, field);
  }
});

test('guessing tells nothing, and after twenty guesses the account waits until it is told to go on', async (t) => {
  const { shop, orders, guest, call, as } = await openGranting(t);
  const add = (appKey: string) => call('POST', '/external-keys', { appKey, roles: [orders] });
  const unknown = await add('appkey-lojaazul-NOBODY');
  assertProblem(unknown, 404, 'not_found');
  assert.deepEqual((await add(shop.owners.lojaverde.appKey)).body, unknown.body);
  for (let i = 2; i < 20; i++) assert.deepEqual((await add(`key-${i}`)).body, unknown.body);
  for (const appKey of ['key-20', guest.appKey, shop.owners.lojaverde.appKey]) {
    const limited = await add(appKey);
    assertProblem(limited, 429, 'too_many_unknown_keys');
    assert.deepEqual([limited.headers['retry-after'], limited.body.retryAfterSeconds], ['3600', 3600]);
  }
  const stranger = as(shop.owners.lojaazul);
  const role = await shop.addRole('lojaazul', ['OMSViewer']);
  const elsewhere = { appKey: shop.owners.lojaverde.appKey, roles: [role] };
  const path = '/api/v1/accounts/lojaazul/external-keys';
  assert.equal((await stranger('POST', path, elsewhere)).status, 201, 'other accounts do not wait');
  assert.equal((await call('GET', '/external-keys')).status, 200);
  shop.clock.now += 3_600_000;
  assert.equal((await add(guest.appKey)).status, 201);
});

test('bad input about external keys is 400, names its field, and does nothing', async (t) => {
  const { server, orders, guest, call } = await openGranting(t);
  await call('POST', '/external-keys', { appKey: guest.appKey, roles: [orders] });
  const before = server.verifier.state().revision;
  const good = { appKey: 'key-1', roles: [orders] };
  for (const [field, body] of [
    ['appKey', { roles: [orders] }],
    ['roles', { appKey: 'key-1' }],
    ['roles', { ...good, roles: [] }],
    ['roles', { ...good, roles: [99] }],
    ['note', { ...good, note: '' }],
    ['note', { ...good, note: null }],
    ['note', { ...good, note: 'x'.repeat(201) }],
    ['expiresAt', { ...good, expiresAt: 'tomorrow' }],
    ['expiresAt', { ...good, expiresAt: '2020-01-01T00:00:00Z' }],
    ['expiresAt', { ...good, expiresAt: 1_900_000_000_000 }],
    ['owner', { ...good, owner: 'lojaazul' }],
  ] as const) {
    const reply = await call('POST', '/external-keys', body);
    assertProblem(reply, 400, 'invalid_request');
    assert.equal(reply.body.field, field, JSON.stringify(body));
  }
  for (const [field, body] of [
    ['roles', { roles: [] }],
    ['note', { note: 7 }],
    ['expiresAt', { expiresAt: false }],
    ['expiresAt', { expiresAt: '2026-02-30T00:00:00Z' }],
  ] as const) {
    const reply = await call('PATCH', `/external-keys/${guest.id}`, body);
    assertProblem(reply, 400, 'invalid_request');
    assert.equal(reply.body.field, field, JSON.stringify(body));
  }
  for (const query of ['status=gone', 'sort=label', 'owner=A', 'role=0', 'freshness=fresh', 'limit=201', 'cursor=!']) {
    assertProblem(await call('GET', `/external-keys?${query}`), 400, 'invalid_request');
  }
  assert.equal(server.verifier.state().revision, before);
});
