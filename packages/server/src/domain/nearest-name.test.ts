import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestName } from './nearest-name.ts';

test('a typing error finds the name that was meant, and something else finds none', () => {
  const names = ['serve', 'demo', 'key create', 'account create'];
  assert.equal(nearestName('sevre', names), 'serve');
  assert.equal(nearestName('key creat', names), 'key create');
  assert.equal(nearestName('acount create', names), 'account create');
  assert.equal(nearestName('restore', names), undefined);
  assert.equal(nearestName('x', []), undefined);
});
