import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { addExternalKey } from '../../operations/external-keys/add-external-key.ts';
import { changeKey } from '../../operations/keys/change-key.ts';
import { deleteKey } from '../../operations/keys/delete-key.ts';
import { startRenewal } from '../../operations/keys/start-renewal.ts';
import { importRoutes } from '../../operations/routes/import-routes.ts';
import { operator } from '../../operations/shop.fixture.ts';
import { assertProblem, openServer, pairOf } from '../server.fixture.ts';

const account = 'lojaverde';

/** A viewer of lojaverde, who has the pair of its key with two roles. */
async function open(t: TestContext) {
  const server = await openServer(t);
  const { shop } = server;
  const orders = await shop.addRole(account, ['OMSViewer', 'ListOrders'], 'Orders');
  const other = await shop.addRole(account, ['MakePayments'], 'Payments');
  const viewer = await shop.addKey(account, [await shop.addRole(account, ['ViewApiKeys'], 'Viewer')]);
  const key = await shop.addKey(account, [orders, other], 'ERP');
  await server.verifier.catchUp(null);
  const ask = async (
    pair: { appKey: string; appToken: string },
    more: object = {},
    caller = viewer,
    headers: string[] = [],
  ) => {
    const { appKey, appToken } = pair;
    return await server.call(`/api/v1/accounts/${account}/decisions`, {
      method: 'POST',
      headers: [...pairOf(caller), ...headers],
      body: { appKey, appToken, ...more },
    });
  };
  return {
    server,
    shop,
    context: { ...shop.context, onChanged: () => server.verifier.catchUp(null) },
    orders,
    other,
    key,
    viewer,
    ask,
  };
}

test('a decision is explained role by role: what each holds of what is needed, and which would be enough', async (t) => {
  const { server, shop, orders, other, key, ask } = await open(t);
  const seen = { id: key.id, appKey: key.appKey, owner: account, label: 'ERP' };
  const allowed = await ask(key, { anyOf: ['CancelAction', 'ListOrders', 'OMSViewer'] });
  assert.deepEqual(
    [allowed.status, allowed.body],
    [
      200,
      {
        ...{ allowed: true, code: 'allowed', account, key: seen, token: 'current', mistake: null },
        matchedResource: 'ListOrders',
        requiredResources: ['CancelAction', 'ListOrders', 'OMSViewer'],
        roles: [
          { id: orders, name: 'Orders', holds: ['ListOrders', 'OMSViewer'] },
          { id: other, name: 'Payments', holds: [] },
        ],
        sufficientRoles: [
          { id: 1, name: 'Owner (Admin Super)' },
          { id: orders, name: 'Orders' },
        ],
      },
    ],
  );
  const denied = (await ask(key, { anyOf: ['CancelAction'] })).body;
  assert.deepEqual([denied.code, denied.key, denied.sufficientRoles.length], ['resource_denied', seen, 1]);
  assert.ok(denied.roles.every(({ holds }: { holds: string[] }) => holds.length === 0));
  const owner = (await ask(shop.owners.lojaverde, { anyOf: ['CancelAction'] })).body;
  assert.deepEqual(owner.roles, [{ id: 1, name: 'Owner (Admin Super)', holds: ['CancelAction'] }]);
  const roleless = await shop.addKey(account, [], 'none');
  await server.verifier.catchUp(null);
  assert.deepEqual([(await ask(roleless)).body.code, (await ask(roleless)).body.roles], ['no_grant', []]);
});

test('a decision by route says what the route needs, and a name that does not exist is a mistake in the question', async (t) => {
  const { server, context, key, viewer, ask } = await open(t);
  const routes = [{ method: 'GET', path: '/orders/{id}', anyOf: ['OMSViewer'] }];
  await importRoutes(context, operator, { api: 'orders', routes });
  const apis = await server.call(`/api/v1/accounts/${account}/apis`, { headers: pairOf(viewer) });
  assert.deepEqual(apis.body, { items: [{ name: 'orders', routes }], nextCursor: null, total: 1 });
  const route = { api: 'orders', method: 'GET', path: '/orders/1' };
  assert.deepEqual((await ask(key, route)).body.requiredResources, ['OMSViewer']);
  assert.equal((await ask(key, { ...route, path: '/other' })).body.code, 'unknown_route');
  assert.equal((await ask(key, { ...route, path: '/orders/../1' })).body.code, 'bad_path');
  const before = await server.shop.storage.readRevision();
  for (const [more, field] of [
    [{ anyOf: ['omsviewer'] }, 'anyOf'],
    [{ ...route, api: 'none' }, 'api'],
    [{ ...route, anyOf: ['OMSViewer'] }, 'api'],
    [{ api: 'orders' }, 'method'],
    [{ path: '/orders/1' }, 'path'],
  ] as const) {
    const reply = await ask({ ...key, appToken: 'wrong' as typeof key.appToken }, more);
    assertProblem(reply, 400, 'invalid_request');
    assert.equal(reply.body.field, field);
  }
  assert.equal(await server.shop.storage.readRevision(), before);
  assert.deepEqual(server.failures, [], 'a mistake in the question is no failed credential');
});

test('a wrong pair of a key that the caller may see is explained, and of every other key nothing is told', async (t) => {
  const { server, context, shop, key, ask } = await open(t);
  const mistake = async (appKey: string, appToken: string) => {
    const { body } = await ask({ appKey, appToken });
    const { code, key: seen, token, roles, sufficientRoles, requiredResources } = body;
    assert.deepEqual(
      [code, seen, token, roles, sufficientRoles, requiredResources],
      ['invalid_credentials', null, null, [], [], []],
    );
    return body.mistake;
  };
  const foreign = shop.owners.lojaazul;
  assert.equal(await mistake(key.appKey, foreign.appToken), 'wrong_token');
  assert.equal(await mistake(key.appKey, 'secret'), 'malformed_token');
  assert.equal(
    await mistake(
      key.appKey,
      key.appToken.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
    ),
    'wrong_checksum',
  );
  const unknown = foreign.appKey.replace(/[A-Z]{6}$/, 'QQZZQQ');
  for (const appToken of [key.appToken, 'secret']) {
    assert.equal(await mistake(unknown, appToken), 'unknown_key');
    assert.equal(await mistake(foreign.appKey, appToken), 'unknown_key', 'whether there is such a key is not told');
  }
  const guest = await shop.addKey('lojaazul', [], 'secret plans');
  await addExternalKey(context, operator, { account, appKey: guest.appKey, roleIds: [1] });
  assert.equal(await mistake(guest.appKey, 'secret'), 'wrong_token');
  await deleteKey(context, operator, { account: 'lojaazul', key: guest.id });
  assert.equal(await mistake(guest.appKey, guest.appToken), 'deleted_key');
  await deleteKey(context, operator, { account, key: key.id });
  assert.equal(await mistake(key.appKey, key.appToken), 'unknown_key');
  assert.deepEqual(server.failures, [], 'who has asked is in the event: nobody is said to have failed');
});

test("another account's key is told by its key string, with its roles here alone; without roles here it is not told at all", async (t) => {
  const { server, context, shop, orders, ask } = await open(t);
  const there = await shop.addRole('lojaazul', ['OMSViewer'], 'Role of azul');
  const guest = await shop.addKey('lojaazul', [there], 'secret plans');
  await server.verifier.catchUp(null);
  const stranger = await ask(guest, { anyOf: ['OMSViewer'] });
  assert.deepEqual(
    [stranger.body.code, stranger.body.key, stranger.body.token, stranger.body.roles],
    ['no_grant', null, null, []],
  );
  await addExternalKey(context, operator, { account, appKey: guest.appKey, roleIds: [orders] });
  await startRenewal(context, operator, { account: 'lojaazul', key: guest.id });
  const known = (await ask(guest, { anyOf: ['OMSViewer'] })).body;
  assert.deepEqual(known.key, { id: guest.id, appKey: guest.appKey, owner: 'lojaazul', label: null });
  assert.deepEqual([known.allowed, known.token], [true, null], 'a renewal there is not told here');
  assert.deepEqual(known.roles, [{ id: orders, name: 'Orders', holds: ['OMSViewer'] }]);
  assert.ok(!JSON.stringify([stranger.body, known]).includes('secret plans'));
  assert.ok(!JSON.stringify([stranger.body, known]).includes('Role of azul'));
});

test('trying takes ViewApiKeys, and whoever lacks it neither hears nor counts anything', async (t) => {
  const { server, shop, key, ask } = await open(t);
  const clerk = await shop.addKey(account, [await shop.addRole(account, ['EditApiKeys', 'RenewApiToken'])]);
  await server.verifier.catchUp(null);
  const before = await shop.storage.readRevision();
  const wrong = { ...key, appToken: 'wrong' as typeof key.appToken };
  for (const pair of [key, wrong]) {
    assertProblem(await ask(pair, {}, clerk), 403, 'resource_missing');
    assertProblem(await ask(pair, {}, shop.owners.lojaazul), 404, 'not_found');
  }
  assert.equal(await shop.storage.readRevision(), before);
  assert.deepEqual(server.failures, []);
});

test('to try a pair is an event with what was asked and what came of it, and the pair is kept and logged nowhere', async (t) => {
  const { server, context, shop, key, viewer, ask } = await open(t);
  const again = ['Idempotency-Key', 'try-it-00000000000000001'];
  const first = await ask(key, { anyOf: ['OMSViewer'] }, viewer, again);
  const event = await shop.lastEvent();
  assert.deepEqual(
    [event.action, event.actor, event.subject, event.after],
    ['credential.tried', `key:${viewer.appKey}`, `key:${key.id}`, { code: 'allowed', anyOf: ['OMSViewer'] }],
  );
  const revision = await shop.storage.readRevision();
  assert.deepEqual((await ask(key, { anyOf: ['OMSViewer'] }, viewer, again)).body, first.body);
  assert.equal(await shop.storage.readRevision(), revision, 'the same request is answered, not done, again');
  await importRoutes(context, operator, {
    api: 'orders',
    routes: [{ method: 'GET', path: '/', anyOf: ['OMSViewer'] }],
  });
  const foreign = shop.owners.lojaazul;
  await ask(foreign, { api: 'orders', method: 'GET', path: `/${key.appToken}` });
  const { subject, after } = await shop.lastEvent();
  assert.deepEqual([subject, after], ['account:lojaverde', { code: 'unknown_route', api: 'orders', method: 'GET' }]);
  // Somebody will paste it there, and a token from elsewhere has no form by which it could be hidden.
  const imported = 'LEGACY-SECRET-OF-THE-ERP';
  for (const method of [key.appToken, imported]) {
    await ask(foreign, { api: 'orders', method, path: '/' });
    assert.deepEqual((await shop.lastEvent()).after, { code: 'unknown_route', api: 'orders', method: null });
  }
  const kept: unknown[] = [server.log];
  await shop.storage.dump(async ({ rows }) => {
    for await (const table of rows) kept.push(table);
  });
  const text = JSON.stringify(kept);
  assert.ok(text.includes('credential.tried'));
  for (const token of [key.appToken, foreign.appToken, imported]) assert.ok(!text.includes(token.slice(0, 16)));
});

test('to try a key is no use of it, and a wrong pair is told to the audit log like everywhere', async (t) => {
  const { server, shop, key, viewer, ask } = await open(t);
  assert.equal((await ask(key)).body.allowed, true);
  const shown = async () => {
    await server.writeUsage();
    const path = `/api/v1/accounts/${account}/keys/${key.id}/usage`;
    return (await server.call(path, { headers: pairOf(viewer) })).body;
  };
  assert.equal((await shown()).lastUsedAt, null);
  const wrong = { ...key, appToken: shop.owners.lojaazul.appToken };
  assert.equal((await ask(wrong)).body.code, 'invalid_credentials');
  assert.deepEqual((await shown()).days.at(-1).denied, {});
  assert.deepEqual(server.failures, [], 'the event of it says who has tried it');
});

test('an inactive key is denied as it is everywhere', async (t) => {
  const { context, key, ask } = await open(t);
  await changeKey(context, operator, { account, key: key.id, isActive: false });
  const { body } = await ask(key, { anyOf: ['OMSViewer'] });
  assert.deepEqual([body.allowed, body.code, body.key.id], [false, 'key_inactive', key.id]);
});
