import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addExternalKey } from '../../operations/external-keys/add-external-key.ts';
import { startRenewal } from '../../operations/keys/start-renewal.ts';
import { operator } from '../../operations/shop.fixture.ts';
import { addUser } from '../../operations/users/add-user.ts';
import { assertProblem, openServer, pairOf } from '../server.fixture.ts';
import { managementRoutes } from './routes.ts';

const account = 'lojaverde';

test('every change of something that has a version keeps to If-Match: 412 with what it is now, and nothing changed; others refuse it', async (t) => {
  const server = await openServer(t);
  const { context } = server.shop;
  const role = await server.shop.addRole(account, ['OMSViewer']);
  const key = await server.shop.addKey(account);
  const guest = await server.shop.addKey('lojaazul');
  await addExternalKey(context, operator, { account, appKey: guest.appKey, roleIds: [role] });
  const user = (await addUser(context, operator, { account, email: 'bia@example.com', roleIds: [] })).value.id;
  await startRenewal(context, operator, { account, key: key.id });
  await server.verifier.catchUp(null);
  const unused = await server.shop.addRole(account, ['OMSViewer']);
  const calls = {
    changeKey: [`/keys/${key.id}`, { label: 'x' }],
    deleteKey: [`/keys/${key.id}`],
    finishRenewal: [`/keys/${key.id}/renewal/finish`, {}, `/keys/${key.id}`],
    undoRenewal: [`/keys/${key.id}/renewal`, undefined, `/keys/${key.id}`],
    changeExternalKey: [`/external-keys/${guest.id}`, { note: 'x' }],
    removeExternalKey: [`/external-keys/${guest.id}`],
    changeUser: [`/users/${user}`, { name: 'x' }],
    removeUser: [`/users/${user}`],
    changeRole: [`/roles/${unused}`, { name: 'x' }],
    deleteRole: [`/roles/${unused}`],
    changeSettings: ['/settings', { renewalPeriodMonths: 6, enforceExpiry: false }],
  } as const;
  const versioned = managementRoutes.filter((route) => route.versioned !== undefined);
  assert.deepEqual(versioned.map(({ operationId }) => operationId).toSorted(), Object.keys(calls).toSorted());
  const headers = pairOf(server.shop.owners.lojaverde);
  const call = (method: string, path: string, body?: unknown, ifMatch?: string) => {
    const condition = ifMatch === undefined ? [] : ['If-Match', ifMatch];
    return server.call(`/api/v1/accounts/${account}${path}`, { method, headers: [...headers, ...condition], body });
  };
  const revision = await server.shop.storage.readRevision();
  for (const { method, operationId } of versioned) {
    const [path, body, shownAt = path] = calls[operationId as keyof typeof calls];
    const { holders: _, ...shown } = (await call('GET', shownAt)).body;
    const refused = await call(method, path, body, '"stale"');
    assertProblem(refused, 412, 'changed_meanwhile');
    assert.deepEqual(refused.body.current, shown, operationId);
    assertProblem(await call(method, path, body, shown.version), 400, 'invalid_request');
  }
  assert.equal(await server.shop.storage.readRevision(), revision);
  for (const [method, path, body] of [
    ['POST', '/keys', { label: 'x' }],
    ['DELETE', `/keys/${key.id}/grants/lojaazul`],
  ] as const) {
    const refused = await call(method, path, body, '"stale"');
    assertProblem(refused, 400, 'invalid_request');
    assert.equal(refused.body.field, 'If-Match');
  }
  const { version } = (await call('GET', `/keys/${key.id}`)).body;
  const renamed = await call('PATCH', `/keys/${key.id}`, { label: 'x' }, `"other", "${version}"`);
  assert.deepEqual([renamed.status, renamed.body.label, renamed.body.version === version], [200, 'x', false]);
  assert.equal((await call('PATCH', `/keys/${key.id}`, { label: 'y' }, '*')).status, 200);
});

test('roles and resources are sent as a list or as differences, and of a renewal which one is meant', async (t) => {
  const server = await openServer(t);
  const [one, two] = [
    await server.shop.addRole(account, ['OMSViewer']),
    await server.shop.addRole(account, ['Changes']),
  ];
  const key = await server.shop.addKey(account, [one]);
  const headers = pairOf(server.shop.owners.lojaverde);
  const call = (method: string, path: string, body?: unknown) =>
    server.call(`/api/v1/accounts/${account}${path}`, { method, headers, body });
  const idsOf = (roles: { id: number }[]) => roles.map(({ id }) => id);
  const changed = await call('PATCH', `/keys/${key.id}`, { roles: { add: [two], remove: [one] } });
  assert.deepEqual(idsOf(changed.body.roles), [two]);
  const role = await call('PATCH', `/roles/${one}`, { resources: { add: ['Changes'] } });
  assert.deepEqual(role.body.resources, ['Changes', 'OMSViewer']);
  for (const [path, body, field] of [
    [`/keys/${key.id}`, { roles: { added: [one] } }, 'roles'],
    [`/keys/${key.id}`, { roles: { add: ['x'] } }, 'roles'],
    [`/roles/${one}`, { resources: { add: 'Changes' } }, 'resources'],
  ] as const) {
    const refused = await call('PATCH', path, body);
    assertProblem(refused, 400, 'invalid_request');
    assert.equal(refused.body.field.split(/[.[]/)[0], field);
    assert.match(refused.body.detail, /"add": \[…\], "remove": \[…\]/);
  }

  await startRenewal(server.shop.context, operator, { account, key: key.id });
  const { startedAt } = (await call('GET', `/keys/${key.id}`)).body.renewal;
  const other = '2020-01-01T00:00:00.000Z';
  assertProblem(await call('POST', `/keys/${key.id}/renewal/finish`, { startedAt: other }), 412, 'changed_meanwhile');
  const undo = (which: string) => call('DELETE', `/keys/${key.id}/renewal?startedAt=${encodeURIComponent(which)}`);
  assertProblem(await undo(other), 412, 'changed_meanwhile');
  assert.equal((await undo(startedAt)).status, 200);
});
