import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted } from './counted.ts';

test('one of a thing is told in the singular, any other number in the plural', () => {
  const told = [0, 1, 2].map((number) => counted(number, 'key'));
  assert.deepEqual(told, ['0 keys', '1 key', '2 keys']);
});
