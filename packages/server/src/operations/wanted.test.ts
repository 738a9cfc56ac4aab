import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Limit, rolesLimit } from '../domain/limits.ts';
import { refusal } from './shop.fixture.ts';
import { resultOf } from './wanted.ts';

test('a list is all that there is to be, differences leave the rest as it is', () => {
  const had = [1, 2, 3];
  assert.deepEqual(resultOf(rolesLimit, had, [4, 4, 1]), [4, 1]);
  assert.deepEqual(resultOf(rolesLimit, had, { add: [4, 1], remove: [2, 9] }), [1, 3, 4]);
  assert.deepEqual(resultOf(rolesLimit, had, { add: [4] }), [1, 2, 3, 4]);
  assert.deepEqual(resultOf(rolesLimit, had, { remove: [3] }), [1, 2]);
  assert.deepEqual(resultOf(rolesLimit, had, {}), had);
});

test('the same cannot be added and removed', () => {
  assert.throws(() => resultOf(rolesLimit, [1], { add: [2, 3], remove: [3] }), refusal('invalid_request', '3'));
});

test('a limit is of the result: what adds beyond it is refused with its number, what only takes away is not', () => {
  const limit: Limit = { most: 3, what: 'roles', whose: 'A key has' };
  const [few, many] = [
    [1, 2, 3],
    [1, 2, 3, 4, 5],
  ];
  for (const wanted of [[1, 2, 3, 4], { add: [4] }]) {
    assert.throws(() => resultOf(limit, few, wanted), refusal('invalid_request', 'at most 3 roles', 'would be 4'));
  }
  assert.deepEqual(resultOf(limit, few, { add: [4], remove: [1] }), [2, 3, 4]);
  assert.deepEqual(resultOf(limit, few, { add: [3, 2] }), few);
  assert.deepEqual(resultOf(limit, many, { remove: [1] }), [2, 3, 4, 5]);
  assert.deepEqual(resultOf(limit, many, [5, 4, 3, 2]), [5, 4, 3, 2]);
  assert.throws(() => resultOf(limit, many, { add: [6], remove: [1] }), refusal('invalid_request', 'at most 3 roles'));
});
