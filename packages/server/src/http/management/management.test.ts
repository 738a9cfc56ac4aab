import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { addExternalKey } from '../../operations/external-keys/add-external-key.ts';
import type { CreatedKey } from '../../operations/keys/create-key.ts';
import { operator } from '../../operations/shop.fixture.ts';
import { assertProblem, type Call, openServer, pairOf, type Reply } from '../server.fixture.ts';

const account = '/api/v1/accounts/lojaverde';

async function openManagement(t: TestContext) {
  const server = await openServer(t);
  const owner = server.shop.owners.lojaverde;
  const as =
    (key: Pick<CreatedKey, 'appKey' | 'appToken'>) =>
    (method: string, path: string, body?: unknown, more: Partial<Call> = {}): Promise<Reply> =>
      server.call(path.startsWith('/api') ? path : account + path, { method, headers: pairOf(key), body, ...more });
  return { server, owner, as, call: as(owner) };
}

test('a key is made, shown, listed, changed and deleted', async (t) => {
  const { server, as, call } = await openManagement(t);
  const made = await call('POST', '/keys', { label: '  ERP ', roles: [1] });
  assert.equal(made.status, 201);
  assert.equal(made.headers.location, `${account}/keys/${made.body.id}`);
  const shown = await call('GET', String(made.headers.location));
  assert.deepEqual([shown.body.label, shown.body.appKey], ['ERP', made.body.appKey]);
  assert.deepEqual(shown.body.roles, [{ id: 1, name: 'Owner (Admin Super)' }]);
  assert.deepEqual((await call('GET', `/keys/${made.body.appKey}`)).body, shown.body);
  assert.equal((await as(made.body)('GET', '/keys')).body.total, 2, 'the new key is known at once');

  const changed = await call('PATCH', `/keys/${made.body.id}`, { label: 'CRM', roles: [], isActive: false });
  assert.deepEqual([changed.status, changed.body.label, changed.body.isActive], [200, 'CRM', false]);
  assertProblem(await as(made.body)('GET', '/keys'), 401, 'key_inactive');

  const deleted = await call('DELETE', `/keys/${made.body.id}`);
  assert.deepEqual([deleted.status, deleted.body.id], [200, made.body.id]);
  assertProblem(await call('GET', `/keys/${made.body.id}`), 404, 'not_found');
  const numbers = [made, changed, deleted].map(({ headers }) =>
    Number(String(headers['x-chaveiro-revision']).split('-')[1]),
  );
  assert.deepEqual(
    numbers,
    numbers.toSorted((a, b) => a - b),
  );
  assert.equal(server.verifier.state().revision, deleted.headers['x-chaveiro-revision']);
});

test('lists come in pages', async (t) => {
  const { server, call } = await openManagement(t);
  for (const label of ['a', 'b', 'c']) await server.shop.addKey('lojaverde', [], label);
  for (const [path, total] of [
    ['/keys?sort=label&order=desc', 4],
    ['/roles', 1],
  ] as const) {
    assert.equal((await call('GET', path)).body.total, total);
  }
  for (const list of ['/keys', '/resources', '/role-templates']) {
    const first = await call('GET', `${list}?limit=2`);
    const second = await call('GET', `${list}?limit=2&cursor=${first.body.nextCursor}`);
    const ids = [...first.body.items, ...second.body.items].map((item) => item.id ?? item.key ?? item.name);
    assert.equal(new Set(ids).size, 4, list);
  }
});

test('keys are searched and filtered', async (t) => {
  const { call } = await openManagement(t);
  await call('POST', '/keys', { label: 'Integração ERP' });
  const labels = async (query: string) =>
    (await call('GET', `/keys?${query}`)).body.items.map((key: { label: string }) => key.label);
  assert.deepEqual(await labels('q=INTEGRACAO'), ['Integração ERP']);
  assert.deepEqual(await labels('role=1'), ['first key']);
  assert.deepEqual(await labels('status=inactive'), []);
  assert.deepEqual(await labels('freshness=fresh&sort=label'), ['first key', 'Integração ERP']);
});

test('a role is made, from nothing or from a template, changed and deleted', async (t) => {
  const { call } = await openManagement(t);
  const made = await call('POST', '/roles', { name: 'Auditor', resources: ['view_metrics'] });
  assert.deepEqual([made.status, made.body.kind], [201, 'custom']);
  const { items } = (await call('GET', '/role-templates')).body;
  const added = await call('POST', '/roles', { template: items[0].name });
  assert.deepEqual([added.body.kind, added.body.template], ['predefined', items[0].name]);
  const changed = await call('PATCH', `/roles/${made.body.id}`, { resources: ['ViewApiKeys'] });
  assert.deepEqual(changed.body.resources, ['ViewApiKeys']);
  assertProblem(await call('POST', '/roles', { name: 'auditor', resources: ['view_metrics'] }), 409, 'role_name_taken');
  await call('POST', '/keys', { label: 'a', roles: [made.body.id] });
  assertProblem(await call('DELETE', `/roles/${made.body.id}`), 409, 'role_in_use');
  assert.equal((await call('DELETE', `/roles/${added.body.id}`)).status, 204);
  assertProblem(await call('DELETE', '/roles/1'), 409, 'owner_role_fixed');
});

test('who calls is asked before what they send is read', async (t) => {
  const { server } = await openManagement(t);
  const post = (headers: string[]) =>
    server.call(`${account}/keys`, { method: 'POST', headers: [...headers, 'Content-Type', 'text/plain'], body: '{' });
  const owner = server.shop.owners.lojaverde;
  const wrong = { appKey: owner.appKey, appToken: server.shop.owners.lojaazul.appToken };
  for (const [code, headers] of [
    ['missing_credentials', []],
    ['missing_credentials', ['Authorization', 'Bearer x', 'Cookie', 'session=x']],
    ['ambiguous_credentials', [...pairOf(owner), 'Authorization', 'Basic eDp5']],
    ['invalid_credentials', ['Authorization', 'Basic ?']],
    ['invalid_credentials', pairOf(wrong)],
    ['invalid_credentials', ['Cookie', 'VtexIdclientAutCookie=x']],
  ] as const) {
    const reply = await post([...headers]);
    assertProblem(reply, 401, code);
    assert.match(String(reply.headers['www-authenticate']), /^Basic realm="chaveiro"/);
  }
  assertProblem(await post(pairOf(owner)), 415, 'unsupported_media_type');
});

test('a pair is also taken as Basic', async (t) => {
  const { server, owner } = await openManagement(t);
  const basic = Buffer.from(`${owner.appKey}:${owner.appToken}`).toString('base64');
  assert.equal((await server.call(`${account}/keys`, { headers: ['Authorization', `Basic ${basic}`] })).status, 200);
});

test('who has no role in an account learns nothing of it; who has one learns what is missing', async (t) => {
  const { server, as } = await openManagement(t);
  const { shop } = server;
  const stranger = as(shop.owners.lojaazul);
  const roleless = as(await shop.addKey('lojaverde'));
  const auditorRole = await shop.addRole('lojaverde', ['view_metrics']);
  const auditorKey = await shop.addKey('lojaazul');
  const external = { account: 'lojaverde', appKey: auditorKey.appKey, roleIds: [auditorRole] };
  await addExternalKey(shop.context, operator, external);
  await server.verifier.catchUp(null);
  const nowhere = await stranger('GET', '/api/v1/accounts/nobody/keys');
  assertProblem(nowhere, 404, 'not_found');
  for (const call of [stranger, roleless]) {
    assert.deepEqual((await call('GET', '/keys')).body, nowhere.body);
    assert.deepEqual((await call('POST', '/keys', { label: 'a' })).body, nowhere.body);
  }
  const denied = await as(auditorKey)('POST', '/keys', { label: 'a' });
  assertProblem(denied, 403, 'resource_missing');
  assert.deepEqual(denied.body.missingResources, ['EditApiKeys']);
});

test('bad input is 400, names its field, and does nothing', async (t) => {
  const { server, call } = await openManagement(t);
  const before = server.verifier.state().revision;
  const json = ['Content-Type', 'application/json'];
  const owner = pairOf(server.shop.owners.lojaverde);
  const bodies: [string | undefined, string][] = [
    [undefined, ''],
    [undefined, '{'],
    [undefined, '[]'],
    ['label', '{}'],
    ['label', '{"label":7}'],
    ['label', '{"label":"   "}'],
    ['label', JSON.stringify({ label: 'x'.repeat(101) })],
    ['roles[0]', '{"label":"a","roles":["1"]}'],
    ['roles', '{"label":"a","roles":1}'],
    ['delivery', '{"label":"a","delivery":"mail"}'],
    ['isActive', '{"label":"a","isActive":true}'],
    ...['accountId', 'userId', 'createdBy', 'id', 'appToken', '__proto__', 'constructor', 'prototype'].map(
      (name): [string, string] => [name, `{"label":"a","${name}":{}}`],
    ),
  ];
  for (const [field, body] of bodies) {
    const reply = await call('POST', '/keys', body, { headers: [...owner, ...json] });
    assertProblem(reply, 400, 'invalid_request');
    assert.equal(reply.body.field, field, body);
  }
  for (const query of [
    'limit=0',
    'limit=201',
    'limit=x',
    'limit=1&limit=2',
    'cursor=!',
    'sort=id',
    'q=%00',
    'renewal=started',
    '__proto__=1',
  ]) {
    assertProblem(await call('GET', `/keys?${query}`), 400, 'invalid_request');
  }
  assertProblem(await call('POST', '/keys?label=a', { label: 'a' }), 400, 'invalid_request');
  assertProblem(await call('DELETE', `/keys/${server.shop.owners.lojaverde.id}`, {}), 400, 'invalid_request');
  assertProblem(await call('POST', '/keys', { label: 'x'.repeat(70_000) }), 413, 'payload_too_large');
  assertProblem(await call('PATCH', '/roles/one', { name: 'x' }), 404, 'not_found');
  assert.equal(server.verifier.state().revision, before);
});

test('with the database gone, management is 503 and known keys are still decided on', async (t) => {
  const { server, owner, call } = await openManagement(t);
  const decision = '/forward-auth/nginx?account=lojaverde&anyOf=ViewApiKeys';
  assert.equal((await server.call(decision, { headers: pairOf(owner) })).status, 204);
  await server.shop.storage.close();
  const list = await call('GET', '/keys');
  assert.deepEqual([list.status, list.headers['retry-after']], [503, '1']);
  assert.equal((await server.call(decision, { headers: pairOf(owner) })).status, 204);
});

test('a role that is edited decides anew for every key that has it, by one change', async (t) => {
  const { server, call } = await openManagement(t);
  const role = await server.shop.addRole('lojaverde', ['OMSViewer']);
  const keys = await Promise.all([1, 2, 3].map(() => server.shop.addKey('lojaverde', [role])));
  const codes = () =>
    Promise.all(
      keys.map(async ({ appKey, appToken }) => {
        const body = { appKey, appToken, anyOf: ['OMSViewer'] };
        return (await server.call('/api/v1/verify', { method: 'POST', body })).body.code;
      }),
    );
  await server.verifier.catchUp(await server.shop.storage.readRevision());
  assert.deepEqual(await codes(), ['allowed', 'allowed', 'allowed']);
  const before = Number((await server.shop.storage.readRevision()).split('-')[1]);
  const changed = await call('PATCH', `/roles/${role}`, { resources: ['Changes'] });
  assert.equal(Number(String(changed.headers['x-chaveiro-revision']).split('-')[1]), before + 1);
  assert.deepEqual(await codes(), ['resource_denied', 'resource_denied', 'resource_denied']);
});
