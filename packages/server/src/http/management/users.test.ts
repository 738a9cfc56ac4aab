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
