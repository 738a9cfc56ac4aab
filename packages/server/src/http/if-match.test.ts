import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from '../operations/shop.fixture.ts';
import { readIfMatch } from './if-match.ts';

test('a version between quotation marks, several of them, or any', () => {
  assert.deepEqual(readIfMatch('"a_-Z9"'), ['a_-Z9']);
  assert.deepEqual(readIfMatch(' "a" ,"b", "" '), ['a', 'b', '']);
  for (const any of [undefined, '*', ' * ']) assert.equal(readIfMatch(any), undefined);
});

test('what is no version is refused, so that nobody believes in a condition that is not kept', () => {
  for (const header of ['a', '', 'W/"a"', '"a" "b"', '"a",', '*, "a"', '"a', "'a'"]) {
    assert.throws(() => readIfMatch(header), refusal('invalid_request', 'If-Match', 'quotation marks'), header);
  }
});
