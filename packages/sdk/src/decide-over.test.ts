import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decision, Revision } from './index.ts';
import { keyId, keyRecord, pair, Source, startDeciding, until } from './source.fixture.ts';

test('a pair is decided on by resource, by route and by having a role at all', async (t) => {
  const chaveiro = await startDeciding({ feed: new Source(), account: 'loja' });
  t.after(() => chaveiro.close());
  const code = (...asked: Parameters<typeof chaveiro.decide>) => chaveiro.decide(...asked).code;
  assert.equal(code(pair), 'allowed');
  assert.equal(code(pair, { anyOf: ['ViewOrders'] }), 'allowed');
  assert.equal(code(pair, { anyOf: ['EditOrders'] }), 'resource_denied');
  assert.equal(code(pair, { account: 'outra', anyOf: ['ViewOrders'] }), 'no_grant');
  assert.equal(code(pair, { api: 'orders', method: 'GET', path: '/orders/7' }), 'allowed');
  assert.equal(code(pair, { api: 'orders', method: 'POST', path: '/orders' }), 'resource_denied');
  assert.equal(code(pair, { api: 'orders', method: 'GET', path: '/elsewhere' }), 'unknown_route');
  assert.equal(code(pair, { anyOf: ['Unknown'] }), 'misconfigured');
  assert.equal(code({ ...pair, appToken: 'another-token-of-nobody' }), 'invalid_credentials');
  assert.equal(code({ userToken: 'no user token' }), 'invalid_credentials');
});

test('a decision has the fields of the contract and no other, and holds no secret', async (t) => {
  const chaveiro = await startDeciding({ feed: new Source() });
  t.after(() => chaveiro.close());
  const decision = chaveiro.decide(pair, { anyOf: ['EditOrders', 'ViewOrders'] });
  const expected: Decision = {
    allowed: true,
    code: 'allowed',
    account: 'loja',
    key: { id: keyId, appKey: pair.appKey, owner: 'loja' },
    user: null,
    token: 'current',
    matchedResource: 'ViewOrders',
    requiredResources: ['EditOrders', 'ViewOrders'],
    revision: 'test-1' as Revision,
  };
  assert.deepEqual(decision, expected);
  assert.deepEqual(Reflect.ownKeys(decision).toSorted(), Object.keys(expected).toSorted());
});

test('a change of the source is decided on, and a deleted key does not come back', async (t) => {
  const source = new Source();
  const chaveiro = await startDeciding({ feed: source, account: 'loja' });
  t.after(() => chaveiro.close());
  assert.equal(chaveiro.state().keys, 1);
  source.commit(keyRecord({ isActive: false }));
  await until(() => chaveiro.state().revision === 'test-2');
  assert.equal(chaveiro.decide(pair).code, 'key_inactive');
  source.commit(keyRecord({ isDeleted: true, tokens: [], grants: [] }));
  await until(() => chaveiro.state().revision === 'test-3');
  assert.equal(chaveiro.decide(pair).code, 'invalid_credentials');
  assert.equal(chaveiro.state().keys, 0);
});

test('without news for longer than is allowed nothing is decided, or only what is known', async (t) => {
  for (const [whenStale, known, unknown] of [
    ['deny', 'too_stale', 'too_stale'],
    ['known-keys', 'allowed', 'too_stale'],
  ] as const) {
    const source = new Source();
    const chaveiro = await startDeciding({ feed: source, account: 'loja', maxStalenessMs: 20, whenStale });
    t.after(() => chaveiro.close());
    assert.equal(chaveiro.decide(pair).code, 'allowed');
    source.leave();
    await until(() => chaveiro.state().isStale);
    assert.equal(chaveiro.decide(pair).code, known);
    assert.equal(chaveiro.decide({ ...pair, appToken: 'another-token-of-nobody' }).code, unknown);
  }
});
