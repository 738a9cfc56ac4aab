import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFailureCounts, type FailedAttempt } from './failure-counts.ts';

const minuteMs = 60_000;

function attempt(tried: string, address = '192.0.2.1'): FailedAttempt {
  return { action: 'credential.failed', tried, address };
}

function start() {
  const clock = { now: 10 * minuteMs };
  return { clock, counts: createFailureCounts(() => clock.now) };
}

test('the same text from the same address within a minute is one count, with its first and last moment', () => {
  const { clock, counts } = start();
  counts.count(attempt('appkey-a-AAAAAA'));
  clock.now += 59_999;
  counts.count(attempt('appkey-a-AAAAAA'));
  counts.count(attempt('appkey-a-AAAAAA', '192.0.2.2'));
  counts.count({ ...attempt('appkey-a-AAAAAA'), action: 'sign_in.failed' });
  clock.now += 1;
  const [minute, ...more] = counts.take();
  assert.deepEqual(more, []);
  assert.deepEqual(
    minute?.counts.map(({ action, address, attempts, from, to }) => [action, address, attempts, to - from]),
    [
      ['credential.failed', '192.0.2.1', 2, 59_999],
      ['credential.failed', '192.0.2.2', 1, 0],
      ['sign_in.failed', '192.0.2.1', 1, 0],
    ],
  );
});

test('a minute is taken once, and only when it is over unless one asks for the current one', () => {
  const { clock, counts } = start();
  counts.count(attempt('one'));
  assert.deepEqual(counts.take(), []);
  clock.now += minuteMs;
  counts.count(attempt('two'));
  assert.deepEqual(
    counts.take().flatMap((minute) => minute.counts.map(({ tried }) => tried)),
    ['one'],
  );
  assert.deepEqual(
    counts.take(true).flatMap((minute) => minute.counts.map(({ tried }) => tried)),
    ['two'],
  );
  assert.deepEqual(counts.take(true), []);
});

test('a flood of invented texts takes a bounded table, is counted to the last attempt, and leaves room once it was taken', () => {
  const { counts } = start();
  for (let i = 0; i < 5_000; i++) counts.count(attempt(`invented-${i}-${'x'.repeat(1_000)}`));
  const [minute] = counts.take(true);
  assert.equal(minute?.counts.length, 1_000);
  assert.equal(minute.others, 4_000);
  assert.ok(minute.counts.every(({ tried }) => tried.length <= 254));
  counts.count(attempt('later'));
  assert.equal(counts.take(true)[0]?.counts.length, 1);
});

test('while nobody takes them, minutes do not pile up for ever', () => {
  const { clock, counts } = start();
  for (let i = 0; i < 3_000; i++) {
    counts.count(attempt('one'));
    clock.now += minuteMs;
  }
  const minutes = counts.take();
  assert.equal(minutes.length, 1_000);
  const attempts = minutes.flatMap((minute) => [minute.others, ...minute.counts.map((each) => each.attempts)]);
  assert.equal(
    attempts.reduce((sum, each) => sum + each, 0),
    3_000,
  );
});
