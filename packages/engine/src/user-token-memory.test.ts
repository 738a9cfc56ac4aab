import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SignedUserToken, UserTokenMemory } from './user-token-memory.ts';

const token = (name: string) => ({ claims: { sub: name } }) as SignedUserToken;

test('at most ten thousand tokens are remembered, those that were asked for last among them', () => {
  const memory = new UserTokenMemory();
  memory.remember('used', token('used'));
  for (let number = 0; number < 30_000; number++) {
    memory.remember(String(number), token(String(number)));
    assert.ok(memory.size <= 10_000);
    assert.equal(memory.find('used')?.claims.sub, 'used');
  }
  assert.equal(memory.find('29999')?.claims.sub, '29999');
  assert.equal(memory.find('0'), undefined);
});

test('what is forgotten is forgotten in both halves', () => {
  const memory = new UserTokenMemory();
  memory.remember('a', token('a'));
  for (let number = 0; number < 5_000; number++) memory.remember(String(number), token('x'));
  assert.ok(memory.find('a'));
  memory.forget('a');
  assert.equal(memory.find('a'), undefined);
});
