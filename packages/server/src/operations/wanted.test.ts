import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from './shop.fixture.ts';
import { resultOf } from './wanted.ts';

test('a list is all that there is to be, differences leave the rest as it is', () => {
  const had = [1, 2, 3];
  assert.deepEqual(resultOf(had, [4, 4, 1], 'roles'), [4, 1]);
  assert.deepEqual(resultOf(had, { add: [4, 1], remove: [2, 9] }, 'roles'), [1, 3, 4]);
  assert.deepEqual(resultOf(had, { add: [4] }, 'roles'), [1, 2, 3, 4]);
  assert.deepEqual(resultOf(had, { remove: [3] }, 'roles'), [1, 2]);
  assert.deepEqual(resultOf(had, {}, 'roles'), had);
});

test('the same cannot be added and removed', () => {
  assert.throws(() => resultOf([1], { add: [2, 3], remove: [3] }, 'roles'), refusal('invalid_request', '3'));
});
