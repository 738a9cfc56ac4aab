import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFailureLimit } from './failure-limit.ts';

const failuresPerWindow = 20;

function fail(limit: ReturnType<typeof createFailureLimit>, source: string, times: number, now = 0): void {
  for (let i = 0; i < times; i++) limit.countFailure(source, now);
}

test('a source is limited once it has used up its failures, and no other source is', () => {
  const limit = createFailureLimit(failuresPerWindow);
  fail(limit, 'a', failuresPerWindow - 1);
  assert.equal(limit.isLimited('a', 0), false);
  fail(limit, 'a', 1);
  assert.equal(limit.isLimited('a', 0), true);
  assert.equal(limit.isLimited('b', 0), false);
});

test('a limit ends with its window', () => {
  const limit = createFailureLimit(failuresPerWindow);
  fail(limit, 'a', failuresPerWindow, 5_000);
  assert.equal(limit.isLimited('a', 14_999), true);
  assert.equal(limit.isLimited('a', 15_000), false);
});

test('a clock that is set back does not keep a source limited', () => {
  const limit = createFailureLimit(failuresPerWindow);
  fail(limit, 'a', failuresPerWindow, 1_000_000);
  assert.equal(limit.isLimited('a', 1), false);
});

test('a flood of sources neither frees a limited one nor limits one that was there before', () => {
  const limit = createFailureLimit(failuresPerWindow);
  fail(limit, 'guesser', failuresPerWindow);
  fail(limit, 'honest', 1);
  for (let i = 0; i < 200_000; i++) limit.countFailure(`invented ${i}`, 0);
  assert.equal(limit.isLimited('guesser', 0), true);
  assert.equal(limit.isLimited('honest', 0), false);
});

test('a source that comes after a flood is limited by its failures too', () => {
  const limit = createFailureLimit(failuresPerWindow);
  for (let i = 0; i < 10_000; i++) limit.countFailure(`invented ${i}`, 0);
  assert.equal(limit.isLimited('late', 0), false);
  fail(limit, 'late', failuresPerWindow);
  assert.equal(limit.isLimited('late', 0), true);
});
