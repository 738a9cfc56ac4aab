import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pairCost, SlowChecks, signatureCost } from './slow-checks.ts';

/** How many of so many checks are made. */
function made(checks: SlowChecks, count: number, claimed: (n: number) => string, cost = pairCost): number {
  let number = 0;
  for (let n = 0; n < count; n++) number += Number(checks.take(claimed(n), cost));
  return number;
}

test('nobody is held up before a fifth of a processor is used up, by whomever', () => {
  const checks = new SlowChecks(() => 0);
  assert.equal(
    made(checks, 1_999, () => 'attacked'),
    1_999,
  );
  assert.equal(checks.take('attacked', pairCost), true);
});

test('signatures count for what they cost', () => {
  const checks = new SlowChecks(() => 0);
  made(checks, 334, () => 'somebody', signatureCost);
  assert.equal(
    made(checks, 100, () => 'attacked'),
    5,
  );
});

test('beyond that everybody keeps fifty checks a second, those who exist and those who do not', () => {
  let now = 0;
  const checks = new SlowChecks(() => now);
  let [attacked, ...others] = [0, 0, 0];
  for (; now < 1_000; now += 100) {
    made(checks, 2_000, (n) => `invented ${n}`);
    attacked += made(checks, 500, () => 'attacked');
    for (const [i, name] of ['another', 'yet another'].entries()) {
      others[i] = (others[i] as number) + made(checks, 500, () => name);
    }
  }
  assert.deepEqual([attacked, ...others], [50, 50, 50]);
});

test('a flood of invented names does not use up what somebody else has left', () => {
  let held = 0;
  for (let time = 0; time < 20; time++) {
    const checks = new SlowChecks(() => 0);
    made(checks, 2_000 + 4_000, (n) => `invented ${n}`);
    if (!checks.take('honest', pairCost)) held++;
  }
  assert.ok(held <= 2, `${held} of 20 were held up by a flood of 60,000 a second`);
});

test('what was used up comes back', () => {
  let now = 0;
  const checks = new SlowChecks(() => now);
  made(checks, 5_000, () => 'attacked');
  assert.equal(checks.take('attacked', pairCost), false);
  now = 100;
  assert.equal(
    made(checks, 2_000, () => 'attacked'),
    2_000,
  );
});
