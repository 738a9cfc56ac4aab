import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addMonths } from './calendar.ts';

const moved = (time: string, months: number) => new Date(addMonths(Date.parse(time), months)).toISOString();

test('a month later is the same day and time, in UTC, across years', () => {
  assert.equal(moved('2026-01-15T13:14:15.016Z', 3), '2026-04-15T13:14:15.016Z');
  assert.equal(moved('2026-10-01T00:00:00.000Z', 6), '2027-04-01T00:00:00.000Z');
});

test('where the month has no such day, it is its last one', () => {
  assert.equal(moved('2026-11-30T23:59:59.999Z', 3), '2027-02-28T23:59:59.999Z');
  assert.equal(moved('2027-11-30T12:00:00.000Z', 3), '2028-02-29T12:00:00.000Z');
  assert.equal(moved('2026-08-31T12:00:00.000Z', 6), '2027-02-28T12:00:00.000Z');
  assert.equal(moved('2026-03-31T12:00:00.000Z', 3), '2026-06-30T12:00:00.000Z');
});

test('going back in time is clamped in the same way', () => {
  assert.equal(moved('2026-05-31T12:00:00.000Z', -3), '2026-02-28T12:00:00.000Z');
});
