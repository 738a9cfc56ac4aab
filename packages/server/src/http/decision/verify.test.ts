import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startRenewal } from '../../operations/keys/start-renewal.ts';
import { importRoutes } from '../../operations/routes/import-routes.ts';
import { operator } from '../../operations/shop.fixture.ts';
import { assertProblem, openServer, type Reply } from '../server.fixture.ts';

async function openVerify(t: TestContext) {
  const server = await openServer(t);
  const { shop, verifier } = server;
  const viewer = await shop.addKey('lojaverde', [await shop.addRole('lojaverde', ['ViewApiKeys'])]);
  const roleless = await shop.addKey('lojaverde');
  const { revision } = await importRoutes(shop.context, operator, {
    api: 'orders',
    routes: [{ method: 'GET', path: '/orders/{id}', anyOf: ['Save_User', 'ViewApiKeys'] }],
  });
  await verifier.catchUp(null);
  const ask = (body: unknown, headers: readonly string[] = []): Promise<Reply> =>
    server.call('/api/v1/verify', { method: 'POST', body, headers });
  const pair = ({ appKey, appToken }: typeof viewer) => ({ appKey, appToken });
  return { server, ask, viewer: pair(viewer), roleless: pair(roleless), viewerId: viewer.id, revision };
}

test('verify decides, and explains its decision', async (t) => {
  const { server, ask, viewer, roleless, viewerId } = await openVerify(t);
  const base = { account: 'lojaverde', key: { id: viewerId, appKey: viewer.appKey, owner: 'lojaverde' } };
  const revision = server.verifier.state().revision;

  await t.test('without a requirement, for any role in the own account', async () => {
    const { status, body } = await ask(viewer);
    assert.equal(status, 200);
    const rest = { user: null, token: 'current', matchedResource: null, requiredResources: [], revision };
    assert.deepEqual(body, { allowed: true, code: 'allowed', ...base, ...rest });
  });

  await t.test('by resources, of which the first that the key holds is named', async () => {
    const anyOf = ['Save_User', 'ViewApiKeys'];
    const { body } = await ask({ ...viewer, account: 'lojaverde', anyOf });
    assert.deepEqual([body.code, body.matchedResource, body.requiredResources], ['allowed', 'ViewApiKeys', anyOf]);
  });

  await t.test('by route', async () => {
    const { body } = await ask({ ...viewer, api: 'orders', method: 'GET', path: '/orders/7?x=1' });
    assert.deepEqual([body.code, body.matchedResource], ['allowed', 'ViewApiKeys']);
  });

  await t.test('and every "no" is an answer too', async () => {
    const codes: [string, object][] = [
      ['resource_denied', { ...viewer, anyOf: ['Save_User'] }],
      ['no_grant', roleless],
      ['no_grant', { ...viewer, account: 'lojaazul' }],
      ['no_grant', { ...viewer, account: 'nobody' }],
      ['unknown_route', { ...viewer, api: 'orders', method: 'PUT', path: '/orders/7' }],
      ['bad_path', { ...viewer, api: 'orders', method: 'GET', path: '/orders/%2e%2e' }],
      ['invalid_credentials', { ...viewer, appToken: roleless.appToken }],
      ['invalid_credentials', { appKey: '__proto__', appToken: '\ud800' }],
      ['invalid_credentials', { userToken: 'x' }],
    ];
    for (const [code, question] of codes) {
      const { status, body } = await ask(question);
      assert.deepEqual([status, body.allowed, body.code], [200, false, code], JSON.stringify(question));
    }
  });

  await t.test('what does not exist is a malformed question, once the credential is right', async () => {
    for (const question of [
      { anyOf: ['ViewApiKeys', 'NoSuchResource'] },
      { api: 'nothing', method: 'GET', path: '/' },
    ]) {
      assertProblem(await ask({ ...viewer, ...question }), 400, 'invalid_request');
      const stranger = await ask({ ...viewer, appToken: roleless.appToken, ...question });
      assert.deepEqual([stranger.status, stranger.body.code], [200, 'invalid_credentials']);
      assert.deepEqual(stranger.body.requiredResources, []);
    }
  });

  await t.test('a malformed question is 400 and names its field', async () => {
    const questions: [string, object][] = [
      ['appKey', {}],
      ['appToken', { appKey: 'a' }],
      ['appKey', { appToken: 'a' }],
      ['appKey', { appKey: '', appToken: 'a' }],
      ['appKey', { appKey: ['a'], appToken: 'a' }],
      ['userToken', { ...viewer, userToken: 'x' }],
      ['api', { ...viewer, anyOf: ['ViewApiKeys'], api: 'orders', method: 'GET', path: '/' }],
      ['path', { ...viewer, anyOf: ['ViewApiKeys'], path: '/' }],
      ['method', { ...viewer, method: 'GET' }],
      ['method', { ...viewer, api: 'orders', path: '/' }],
      ['path', { ...viewer, api: 'orders', method: 'GET' }],
      ['anyOf', { ...viewer, anyOf: [] }],
      ['anyOf', { ...viewer, anyOf: 'ViewApiKeys' }],
      ['anyOf[0]', { ...viewer, anyOf: [''] }],
      ['minRevision', { ...viewer, minRevision: '7' }],
      ['accountId', { ...viewer, accountId: 1 }],
      ['role', { ...viewer, role: 'x' }],
      ['knownOnly', { ...viewer, knownOnly: false }],
    ];
    for (const [field, question] of questions) {
      const reply = await ask(question);
      assertProblem(reply, 400, 'invalid_request');
      assert.equal(reply.body.field, field, reply.body.detail);
    }
  });

  await t.test('fields that JavaScript has of its own are unknown like any other', async () => {
    const headers = ['Content-Type', 'application/json'];
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString']) {
      const text = JSON.stringify(viewer).replace('{', `{"${name}":{"appKey":"x"},`);
      const reply = await ask(text, headers);
      assertProblem(reply, 400, 'invalid_request');
      assert.equal(reply.body.field, name);
    }
    assert.equal(({} as { appKey?: string }).appKey, undefined);
  });

  await t.test('the credential is taken from the body alone', async () => {
    const headers = ['X-VTEX-API-AppKey', viewer.appKey, 'X-VTEX-API-AppToken', viewer.appToken];
    assertProblem(await ask({ account: 'lojaverde' }, headers), 400, 'invalid_request');
    assert.equal((await ask(viewer, ['Authorization', 'Basic eDp5'])).body.code, 'allowed');
  });

  await t.test('the body has to be JSON, of a size', async () => {
    const text = JSON.stringify(viewer);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonx',
      'application/json\t, a/b',
    ]) {
      assertProblem(await ask(text, ['Content-Type', type]), 415, 'unsupported_media_type');
    }
    assertProblem(await ask(text), 415, 'unsupported_media_type');
    for (const type of ['application/json', 'Application/JSON; charset=utf-8', 'application/json;x=y']) {
      assert.equal((await ask(text, ['Content-Type', type])).status, 200, type);
    }
    const json = ['Content-Type', 'application/json'];
    assertProblem(await ask('', json), 400, 'invalid_request');
    assertProblem(await ask('{', json), 400, 'invalid_request');
    assertProblem(await ask('[]', json), 400, 'invalid_request');
    assertProblem(await ask('null', json), 400, 'invalid_request');
    assertProblem(await ask(Buffer.from([0x22, 0xff, 0x22]), json), 400, 'invalid_request');
    assertProblem(await ask({ ...viewer, account: 'x'.repeat(16_384) }), 413, 'payload_too_large');
  });

  await t.test('another method is 405, a query 400', async () => {
    const reply = await server.call('/api/v1/verify');
    assertProblem(reply, 405, 'method_not_allowed');
    assert.equal(reply.headers.allow, 'POST');
    assertProblem(await server.call('/api/v1/verify?x=1', { method: 'POST', body: viewer }), 400, 'invalid_request');
  });
});

test('an answer takes the change into account that the caller names, or is 503', async (t) => {
  const { ask, viewer, revision } = await openVerify(t);
  assert.equal((await ask({ ...viewer, minRevision: revision })).status, 200);
  const [epoch, number] = revision.split('-') as [string, string];
  assertProblem(await ask({ ...viewer, minRevision: `${epoch}-${Number(number) + 1}` }), 503, 'too_stale');
  assertProblem(await ask({ ...viewer, minRevision: `another-${number}` }), 503, 'too_stale');
});

test('a server that has not read the keys does not judge a credential', async (t) => {
  const server = await openServer(t, { isUnread: true });
  const body = { appKey: 'a', appToken: 'b' };
  const reply = await server.call('/api/v1/verify', { method: 'POST', body });
  assertProblem(reply, 503, 'not_ready');
  assert.equal(reply.headers['retry-after'], '1');
});

test('a new token passes the first time, however many wrong ones come for its key', async (t) => {
  const { ask, server, viewer, viewerId, roleless } = await openVerify(t);
  for (let i = 0; i < 150; i++) {
    const { status, body } = await ask({ ...viewer, appToken: roleless.appToken });
    assert.deepEqual([status, body.code], [200, 'invalid_credentials']);
  }
  const { value } = await startRenewal(server.shop.context, operator, { account: 'lojaverde', key: viewerId });
  await server.verifier.catchUp(null);
  const renewed = { appKey: viewer.appKey, appToken: value.appToken };
  assert.deepEqual((await ask(renewed)).body.code, 'allowed');
  assert.deepEqual((await ask(viewer)).body.code, 'allowed', 'and the old one, which nobody has used here yet');
});
