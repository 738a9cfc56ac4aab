import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareTimes, welchT } from './paired-times.ts';

test("Welch's t is that of a worked example", () => {
  const t = welchT([27.5, 21, 19, 23.6, 17, 17.9], [27.1, 22, 20.8, 23.4, 23.4, 23.5]);
  assert.equal(t.toFixed(4), '-1.2896');
});

function busyFor(ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end);
  return Promise.resolve();
}

test('a tenth of a millisecond of work is found, and nothing where there is nothing', async () => {
  const different = await compareTimes(
    500,
    () => busyFor(0.3),
    () => busyFor(0.2),
  );
  assert.ok(different.t > 4.5 && different.medianDifferenceMs > 0.05, JSON.stringify(different));
  const alike = await compareTimes(
    500,
    () => busyFor(0.2),
    () => busyFor(0.2),
  );
  assert.ok(Math.abs(alike.medianDifferenceMs) < 0.05, JSON.stringify(alike));
});
