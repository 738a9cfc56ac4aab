import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { assertProblem, openServer, pairOf, type TestServer } from '../server.fixture.ts';

const own = '/api/v1/accounts/lojaverde';

async function open(t: TestContext) {
  const server = await openServer(t);
  const { shop } = server;
  const role = await shop.addRole('lojaverde', ['OMSViewer', 'ListOrders'], 'Expedição');
  for (let i = 0; i < 2; i++) await shop.addKey('lojaverde', [role]);
  await server.verifier.catchUp(null);
  return { server, role, call: callerOf(server, shop.owners.lojaverde) };
}

function callerOf(server: TestServer, pair: Parameters<typeof pairOf>[0]) {
  return (method: string, path: string, body?: unknown) =>
    server.call(own + path, { method, headers: pairOf(pair), body });
}

test('a role can be changed on trial: the answer says who gains and loses what, and nothing is changed', async (t) => {
  const { server, role, call } = await open(t);
  const before = await server.shop.storage.readRevision();
  const dry = await call('PATCH', `/roles/${role}?dryRun=true`, { resources: ['OMSViewer', 'Changes'] });
  const two = { keys: 2, externalKeys: 0, users: 0 };
  assert.deepEqual(
    [dry.status, dry.body.effect],
    [
      200,
      {
        holders: two,
        changed: two,
        gained: [{ resource: 'Changes', ...two }],
        lost: [{ resource: 'ListOrders', ...two }],
      },
    ],
  );
  const refused = await call('DELETE', `/roles/${role}?dryRun=true`);
  assertProblem(refused, 409, 'role_in_use');
  assert.deepEqual(refused.body.holders, two);
  assert.equal(await server.shop.storage.readRevision(), before);
  assert.deepEqual((await call('GET', `/roles/${role}`)).body.resources, ['ListOrders', 'OMSViewer']);
  const changed = await call('PATCH', `/roles/${role}`, { resources: ['OMSViewer', 'Changes'] });
  assert.deepEqual(changed.body, dry.body);
});

test('roles are listed with their holders, searched and sorted, page by page', async (t) => {
  const { server, role, call } = await open(t);
  await server.shop.addRole('lojaverde', ['Changes'], 'Ábaco');
  const names = async (query: string) => (await call('GET', `/roles?${query}`)).body.items.map(nameOf);
  assert.deepEqual(await names(''), ['Owner (Admin Super)', 'Expedição', 'Ábaco']);
  assert.deepEqual(await names('sort=name'), ['Ábaco', 'Expedição', 'Owner (Admin Super)']);
  assert.deepEqual(await names('sort=name&order=desc&limit=1'), ['Owner (Admin Super)']);
  assert.deepEqual(await names('q=expedicao'), ['Expedição']);
  const first = (await call('GET', '/roles?sort=name&limit=2')).body;
  const rest = (await call('GET', `/roles?sort=name&limit=2&cursor=${first.nextCursor}`)).body;
  assert.deepEqual([...first.items, ...rest.items].map(nameOf), ['Ábaco', 'Expedição', 'Owner (Admin Super)']);
  assertProblem(await call('GET', `/roles?sort=kind&cursor=${first.nextCursor}`), 400, 'invalid_request');
  assertProblem(await call('GET', '/roles?sort=template'), 400, 'invalid_request');
  const { items } = (await call('GET', '/roles?holders=true&q=expedi')).body;
  assert.deepEqual(items[0].holders, { keys: 2, externalKeys: 0, users: 0 });
  assert.deepEqual((await call('GET', `/roles/${role}`)).body, items[0]);
  assertProblem(await call('GET', '/roles/999'), 404, 'not_found');
});

test('roles are sorted by how many resources they open and by how many have them, page by page', async (t) => {
  const { server, role, call } = await open(t);
  const { shop } = server;
  const [idle, busy] = [
    await shop.addRole('lojaverde', ['Changes', 'OMSViewer', 'ListOrders'], 'Idle'),
    await shop.addRole('lojaverde', ['Changes'], 'Busy'),
  ];
  for (let i = 0; i < 3; i++) await shop.addKey('lojaverde', [busy]);
  await call('POST', '/users', { email: 'bia@lojaverde.example', roles: [busy] });
  // Owner is the role of the account's key and of the user who was invited with it.
  for (const [sort, expected] of [
    ['resources', [busy, role, idle, 1]],
    ['holders', [idle, 1, role, busy]],
  ] as const) {
    for (const [order, ids] of [
      ['asc', expected],
      ['desc', expected.toReversed()],
    ] as const) {
      const seen: number[] = [];
      let cursor = '';
      for (let pages = 0; pages < 4; pages++) {
        const { body } = await call('GET', `/roles?sort=${sort}&order=${order}&limit=1${cursor}`);
        seen.push(...body.items.map(({ id }: { id: number }) => id));
        cursor = `&cursor=${body.nextCursor}`;
      }
      assert.deepEqual([seen, cursor], [ids, '&cursor=null'], `${sort} ${order}`);
    }
  }
  const [most] = (await call('GET', '/roles?sort=holders&order=desc')).body.items;
  assert.deepEqual(most.holders, { keys: 3, externalKeys: 0, users: 1 });
});

const nameOf = ({ name }: { name: string }) => name;

test('a role says what its reader may do with it', async (t) => {
  const { server, role } = await open(t);
  const { shop } = server;
  const managing = await shop.addRole('lojaverde', ['Get_Roles_Paged', 'EditApiKeys'], 'Managing');
  const key = await shop.addKey('lojaverde', [managing, role]);
  await shop.addRole('lojaverde', ['EditApiKeys', 'Save_User'], 'More');
  await server.verifier.catchUp(null);
  const { items } = (await callerOf(server, key)('GET', '/roles')).body;
  const refused = { hasRole: false, mayGive: false, mayGiveToExternalKeys: false };
  assert.deepEqual(
    items.map(({ name, caller }: { name: string; caller: object }) => [name, caller]),
    [
      ['Owner (Admin Super)', { ...refused, missingResources: [] }],
      ['Expedição', { hasRole: true, mayGive: true, mayGiveToExternalKeys: true, missingResources: [] }],
      ['Managing', { hasRole: true, mayGive: true, mayGiveToExternalKeys: false, missingResources: [] }],
      ['More', { ...refused, missingResources: ['Save_User'] }],
    ],
  );
});
