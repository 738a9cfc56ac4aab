import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { proofOf, unsealToken } from '../../domain/single-access-link.ts';
import type { CreatedKey } from '../../operations/keys/create-key.ts';
import { assertProblem, openServer, pairOf } from '../server.fixture.ts';

async function openRenewals(t: TestContext) {
  const server = await openServer(t);
  const owner = server.shop.owners.lojaverde;
  const key = await server.shop.addKey('lojaverde', [await server.shop.addRole('lojaverde', ['OMSViewer'])]);
  await server.verifier.catchUp(null);
  const keyPath = `/api/v1/accounts/lojaverde/keys/${key.id}`;
  const call = (method: string, path: string, body?: unknown, as = owner) =>
    server.call(keyPath + path, { method, headers: pairOf(as), body });
  const codeOf = async (pair: Pick<CreatedKey, 'appKey' | 'appToken'>) => {
    const { appKey, appToken } = pair;
    const { body } = await server.call('/api/v1/verify', { method: 'POST', body: { appKey, appToken } });
    return [body.code, body.token];
  };
  return { server, key, keyPath, call, codeOf };
}

test('while a renewal is pending both tokens work, and the list says so; finished, the new one alone', async (t) => {
  const { key, keyPath, call, codeOf, server } = await openRenewals(t);
  const renewed = await call('POST', '/renewal');
  assert.deepEqual([renewed.status, renewed.headers.location], [201, keyPath]);
  assert.deepEqual(Object.keys(renewed.body), ['id', 'appKey', 'appToken']);
  assert.deepEqual(await codeOf(key), ['allowed', 'old']);
  assert.deepEqual(await codeOf(renewed.body), ['allowed', 'new']);
  const path = '/api/v1/accounts/lojaverde/keys?renewal=pending';
  const { items } = (await server.call(path, { headers: pairOf(server.shop.owners.lojaverde) })).body;
  assert.equal(items.length, 1);
  assert.deepEqual(
    items[0].tokens.map(({ role }: { role: string }) => role),
    ['old', 'new'],
  );
  assert.equal(items[0].renewal.link, 'none');
  assertProblem(await call('POST', '/renewal', {}), 409, 'renewal_pending');

  const finished = await call('POST', '/renewal/finish', { when: 'now' });
  assert.deepEqual([finished.status, finished.body.renewal, finished.body.tokens.length], [200, null, 1]);
  assert.deepEqual(await codeOf(key), ['invalid_credentials', null]);
  assert.deepEqual(await codeOf(renewed.body), ['allowed', 'current']);
});

test('an undone renewal leaves the old token alone', async (t) => {
  const { key, call, codeOf } = await openRenewals(t);
  const renewed = await call('POST', '/renewal', { delivery: 'token' });
  const undone = await call('DELETE', '/renewal');
  assert.deepEqual([undone.status, undone.body.renewal], [200, null]);
  assert.deepEqual(await codeOf(key), ['allowed', 'current']);
  assert.deepEqual(await codeOf(renewed.body), ['invalid_credentials', null]);
  for (const [method, path] of [
    ['POST', '/renewal/finish'],
    ['DELETE', '/renewal'],
  ] as const) {
    assertProblem(await call(method, path), 404, 'no_renewal');
  }
});

test('a key that renews itself is 403, and what is not offered is refused by name', async (t) => {
  const { server, key, call } = await openRenewals(t);
  const owner = server.shop.owners.lojaverde;
  const self = `/api/v1/accounts/lojaverde/keys/${owner.appKey}/renewal`;
  assertProblem(await server.call(self, { method: 'POST', headers: pairOf(owner) }), 403, 'own_renewal');
  assertProblem(await call('POST', '/renewal', undefined, key), 403, 'resource_missing');
  for (const [path, body, field] of [
    ['/renewal', { delivery: 'mail' }, 'delivery'],
    ['/renewal', { when: 'now' }, 'when'],
    ['/renewal/finish', { when: 'later' }, 'when'],
    ['/renewal/finish', { token: 'old' }, 'token'],
  ] as const) {
    const reply = await call('POST', path, body);
    assertProblem(reply, 400, 'invalid_request');
    assert.equal(reply.body.field, field);
  }
});

test('a renewal is delivered by a link, and finished in the moment in which the link is opened', async (t) => {
  const { key, call, codeOf, server } = await openRenewals(t);
  const renewed = await call('POST', '/renewal', { delivery: 'link' });
  assert.deepEqual([renewed.status, Object.keys(renewed.body)], [201, ['id', 'appKey', 'link']]);
  const shown = await call('GET', '');
  assert.equal(shown.body.renewal.link, 'unopened');
  assertProblem(await call('POST', '/renewal', { delivery: 'link' }), 409, 'link_unopened');
  const scheduled = await call('POST', '/renewal/finish', { when: 'opened' });
  const { evidence: _, ...asItIs } = scheduled.body;
  assert.deepEqual([scheduled.status, asItIs], [200, shown.body]);
  assert.deepEqual(await codeOf(key), ['allowed', 'old']);

  const { pathname, hash } = new URL(renewed.body.link.url);
  const id = pathname.split('/').at(-1) ?? '';
  const body = { proof: proofOf(hash.slice(1)) };
  const opened = await server.call(`/api/v1${pathname}/reveal`, { method: 'POST', body });
  const { appKey, ciphertext, nonce } = opened.body;
  const sealed = { ciphertext: Buffer.from(ciphertext, 'base64url'), nonce: Buffer.from(nonce, 'base64url') };
  const appToken = unsealToken(id, hash.slice(1), sealed);
  assert.ok(appToken !== undefined);
  assert.deepEqual(await codeOf({ appKey, appToken }), ['allowed', 'current']);
  assert.deepEqual(await codeOf(key), ['invalid_credentials', null], 'denied as soon as the link is opened');
  assert.equal((await call('GET', '')).body.renewal, null);
});
