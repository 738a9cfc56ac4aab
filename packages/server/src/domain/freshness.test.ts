import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addMonths } from '#engine';
import { creationRangesOf, freshnessLevels, freshnessOf } from './freshness.ts';

const at = (text: string): number => Date.parse(text);

test('a key turns outdated exactly when the period has passed, and highly outdated three months later', () => {
  const made = at('2026-01-15T08:30:00Z');
  for (const period of [3, 6] as const) {
    const first = addMonths(made, period);
    const second = addMonths(made, period + 3);
    assert.equal(freshnessOf(made, period, first - 1), 'fresh');
    assert.equal(freshnessOf(made, period, first), 'outdated');
    assert.equal(freshnessOf(made, period, second - 1), 'outdated');
    assert.equal(freshnessOf(made, period, second), 'highly_outdated');
  }
});

/** A moment of 2024 to 2031 whose day is often the last of its month, where months differ in length. */
const moment = fc
  .record({
    year: fc.integer({ min: 2024, max: 2031 }),
    month: fc.integer({ min: 0, max: 11 }),
    day: fc.oneof(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 27, max: 31 })),
    timeOfDay: fc.oneof(fc.constantFrom(0, 1, 86_399_999, 43_200_000), fc.integer({ min: 0, max: 86_399_999 })),
  })
  .map(({ year, month, day, timeOfDay }) => Date.UTC(year, month, day) + timeOfDay);

test('the ranges of a level hold exactly the creation times that have this freshness', () => {
  fc.assert(
    fc.property(
      moment,
      moment,
      fc.constantFrom(3, 6),
      fc.integer({ min: -1, max: 1 }),
      (made, other, period, shift) => {
        // Both far apart and right at the boundary, where the clamping of months shows.
        for (const now of [other, addMonths(made, period) + shift, addMonths(made, period + 3) + shift]) {
          const expected = freshnessOf(made, period, now);
          for (const level of freshnessLevels) {
            const inside = creationRangesOf(level, period, now).some(({ from, to }) => from <= made && made < to);
            assert.equal(
              inside,
              level === expected,
              `${level}: ${new Date(made).toISOString()} at ${new Date(now).toISOString()}`,
            );
          }
          const due = creationRangesOf('needs_renewal', period, now).some(({ from, to }) => from <= made && made < to);
          assert.equal(due, expected !== 'fresh');
        }
      },
    ),
    { numRuns: 5000 },
  );
});

test('the ranges of all levels together cover all of time, once', () => {
  fc.assert(
    fc.property(moment, fc.constantFrom(3, 6), (now, period) => {
      const all = freshnessLevels.flatMap((level) => creationRangesOf(level, period, now));
      all.sort((a, b) => a.from - b.from);
      assert.equal(all[0]?.from, 0);
      all.forEach((range, i) => {
        assert.ok(range.from < range.to);
        assert.equal(range.to, all[i + 1]?.from ?? Number.MAX_SAFE_INTEGER);
      });
    }),
    { numRuns: 2000 },
  );
});
