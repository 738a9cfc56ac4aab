import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { assertProblem, openServer, pairOf } from '../server.fixture.ts';

const keys = '/api/v1/accounts/lojaverde/keys';

async function openRepeats(t: TestContext) {
  const server = await openServer(t);
  const owner = pairOf(server.shop.owners.lojaverde);
  const idempotencyKey = randomBytes(16).toString('hex');
  const post = (path: string, body?: unknown, key = idempotencyKey, headers = owner) =>
    server.call(path, { method: 'POST', headers: [...headers, 'Idempotency-Key', key], body });
  return { server, owner, idempotencyKey, post };
}

test('a key, its renewal, the end of it, a role and a user can each be asked for twice, with one effect and one answer', async (t) => {
  const { server, post } = await openRepeats(t);
  const { id } = await server.shop.addKey('lojaverde', []);
  for (const [path, body] of [
    [keys, { label: 'ERP' }],
    [keys, { label: 'ERP', delivery: 'link' }],
    [`${keys}/${id}/renewal`, undefined],
    [`${keys}/${id}/renewal/finish`, { when: 'now' }],
    ['/api/v1/accounts/lojaverde/roles', { name: 'Auditor', resources: ['view_metrics'] }],
    ['/api/v1/accounts/lojaverde/users', { email: 'bia@example.com', roles: [] }],
  ] as const) {
    const key = randomBytes(17).toString('base64url').slice(0, 22);
    const first = await post(path, body, key);
    assert.ok(first.status < 300, JSON.stringify(first.body));
    const revision = await server.shop.storage.readRevision();
    const again = await post(path, body, `"${key}"`);
    const { date: _one, ...headers } = first.headers;
    const { date: _other, ...headersAgain } = again.headers;
    assert.deepEqual([again.status, again.body, headersAgain], [first.status, first.body, headers]);
    assert.equal(await server.shop.storage.readRevision(), revision);
  }
});

test('a key that came with another request is 422, and one that is too short or a UUID 400', async (t) => {
  const { server, idempotencyKey, post } = await openRepeats(t);
  await post(keys, { label: 'ERP' });
  const revision = await server.shop.storage.readRevision();
  assertProblem(await post(keys, { label: 'CRM' }), 422, 'idempotency_key_reused');
  assertProblem(await post(`${keys}?`, { label: 'ERP' }), 422, 'idempotency_key_reused');
  for (const key of ['', 'short', randomUUID(), `${idempotencyKey}, ${idempotencyKey}`]) {
    const reply = await post(keys, { label: 'ERP' }, key);
    assertProblem(reply, 400, 'invalid_request');
    assert.equal(reply.body.field, 'Idempotency-Key');
    assert.ok(key === '' || !reply.body.detail.includes(key));
  }
  const twice = ['Idempotency-Key', randomBytes(16).toString('hex')];
  const owner = pairOf(server.shop.owners.lojaverde);
  assertProblem(await post(keys, { label: 'ERP' }, idempotencyKey, [...owner, ...twice]), 400, 'invalid_request');
  assert.equal(await server.shop.storage.readRevision(), revision);
});

test('the key is in no line of the log, and not in the audit log', async (t) => {
  const { server, idempotencyKey, post } = await openRepeats(t);
  for (const label of ['ERP', 'ERP', 'CRM', '']) await post(keys, { label });
  await post(keys, { label: 'ERP' }, `${idempotencyKey}!`);
  assert.ok(server.log.length >= 5);
  assert.ok(!JSON.stringify(server.log).includes(idempotencyKey.slice(0, 12)));
  const entries = await server.shop.storage.audit.listAuditEntries(0, 100);
  assert.ok(!JSON.stringify(entries).includes(idempotencyKey.slice(0, 12)));
});
