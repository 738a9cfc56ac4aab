import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goodPassword } from '../../operations/people.fixture.ts';
import { assertProblem, openServer, pairOf } from '../server.fixture.ts';

const users = '/api/v1/accounts/lojaverde/users';
const email = 'bia@lojaverde.example';

test('users are invited, listed, changed and removed over HTTP', async (t) => {
  const server = await openServer(t);
  const headers = pairOf(server.shop.owners.lojaverde);
  const role = await server.shop.addRole('lojaverde', ['ViewApiKeys'], 'Viewer');
  const added = await server.call(users, { method: 'POST', headers, body: { email, name: 'Bia', roles: [role] } });
  assert.equal(added.status, 201);
  const { invitation, ...user } = added.body;
  const path = `${users}/${user.id}`;
  assert.equal(added.headers.location, path);
  assert.ok(invitation.url.startsWith(`${server.url}/admin/setup/invitation#`), invitation.url);
  assert.deepEqual((await server.call(path, { headers })).body, user);
  const list = await server.call(`${users}?limit=1`, { headers });
  assert.deepEqual([list.body.items[0].email, list.body.total], ['ana@lojaverde.example', 2]);
  const next = await server.call(`${users}?limit=1&cursor=${list.body.nextCursor}`, { headers });
  assert.deepEqual(next.body.items, [user]);

  const again = await server.call(`${path}/invitation`, { method: 'POST', headers });
  assert.equal(again.status, 200);
  const open = (url: string) =>
    server.call('/api/v1/setup', { method: 'POST', body: { token: url.split('#')[1], password: goodPassword } });
  assertProblem(await open(invitation.url), 410, 'link_gone');
  assert.deepEqual((await open(again.body.url)).body, { email, account: 'lojaverde' });
  assertProblem(await server.call(`${path}/invitation`, { method: 'POST', headers }), 409, 'already_joined');

  const link = await server.call(`${path}/password-link`, { method: 'POST', headers });
  assert.deepEqual((await open(link.body.url)).body, { email, account: null });

  const changed = await server.call(path, { method: 'PATCH', headers, body: { name: null, roles: [] } });
  assert.deepEqual([changed.body.name, changed.body.roles, changed.body.status], [null, [], 'active']);
  assert.equal((await server.call(path, { method: 'DELETE', headers })).status, 204);
  assertProblem(await server.call(path, { headers }), 404, 'not_found');
  assertProblem(await server.call(path, { method: 'DELETE', headers }), 404, 'not_found');
});

test('bad bodies, users who are there already and the last Owner are refused with their codes', async (t) => {
  const server = await openServer(t);
  const headers = pairOf(server.shop.owners.lojaverde);
  const post = (body: unknown) => server.call(users, { method: 'POST', headers, body });
  for (const body of [
    {},
    { email },
    { email: 'bia', roles: [] },
    { email, roles: [99] },
    { email, roles: ['1'] },
    { email, roles: [], name: '' },
    { email, roles: [], password: goodPassword },
  ]) {
    assertProblem(await post(body), 400, 'invalid_request');
  }
  assertProblem(await post({ email: 'ANA@lojaverde.example', roles: [] }), 409, 'user_exists');
  const [owner] = (await server.call(users, { headers })).body.items;
  assertProblem(await server.call(`${users}/${owner.id}`, { method: 'DELETE', headers }), 409, 'last_owner');
  const patch = (body: unknown) => server.call(`${users}/${owner.id}`, { method: 'PATCH', headers, body });
  assertProblem(await patch({ roles: [] }), 409, 'last_owner');
  assertProblem(await patch({ email: 'other@lojaverde.example' }), 400, 'invalid_request');
  assertProblem(await server.call(`${users}/nobody`, { headers }), 404, 'not_found');
  const stranger = pairOf(server.shop.owners.lojaazul);
  assertProblem(await server.call(users, { headers: stranger }), 404, 'not_found');
});

test('users are searched, filtered by role and status, and sorted, page by page', async (t) => {
  const server = await openServer(t);
  const headers = pairOf(server.shop.owners.lojaverde);
  const role = await server.shop.addRole('lojaverde', ['ViewApiKeys'], 'Viewer');
  for (const [address, name, roles] of [
    ['caio@example.com', 'Álvaro', [role]],
    ['bia@example.com', 'Zélia', [role, 1]],
    ['duda@example.com', null, []],
  ] as const) {
    const body = { email: address, roles, ...(name === null ? {} : { name }) };
    assert.equal((await server.call(users, { method: 'POST', headers, body })).status, 201);
  }
  const list = async (query: string) => {
    const reply = await server.call(`${users}?${query}`, { headers });
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    return reply.body.items.map(({ email: address }: { email: string }) => address.split('@')[0]);
  };
  assert.deepEqual(await list(''), ['ana', 'bia', 'caio', 'duda']);
  assert.deepEqual(await list('sort=name&order=desc'), ['bia', 'caio', 'duda', 'ana']);
  assert.deepEqual(await list('sort=email&order=desc&limit=2'), ['duda', 'caio']);
  assert.deepEqual(await list('q=ZELIA'), ['bia']);
  assert.deepEqual(await list('q=lojaverde'), ['ana']);
  assert.deepEqual(await list(`role=${role}`), ['bia', 'caio']);
  assert.deepEqual(await list('role=1'), ['ana', 'bia']);
  assert.deepEqual(await list('role=999'), []);
  assert.deepEqual(await list('status=active'), []);
  assert.deepEqual(await list('status=invited&q=duda'), ['duda']);
  const first = (await server.call(`${users}?role=${role}&sort=name&limit=1`, { headers })).body;
  assert.deepEqual([first.total, first.items[0].name], [2, 'Álvaro']);
  assert.deepEqual(await list(`role=${role}&sort=name&limit=1&cursor=${first.nextCursor}`), ['bia']);
  for (const bad of ['sort=roles', 'role=x', 'status=gone', `sort=email&cursor=${first.nextCursor}`]) {
    assertProblem(await server.call(`${users}?${bad}`, { headers }), 400, 'invalid_request');
  }
});
