import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokenAge } from '../src/components/token-age.ts';

const told = (createdAt: string, periodMonths: number, now: string) => {
  const { freshness, count, unit } = tokenAge(createdAt, periodMonths, Date.parse(now));
  return `${freshness} ${count} ${unit}`;
};

test('a token that was just made has its whole period left; below two months its days are counted', () => {
  for (const [createdAt, period, now, expected] of [
    ['2026-12-01T10:00:00Z', 3, '2026-12-01T10:00:05Z', 'fresh 3 month'],
    ['2026-12-01T10:00:00Z', 6, '2026-12-01T10:00:05Z', 'fresh 6 month'],
    ['2026-11-30T10:00:00Z', 3, '2026-11-30T10:00:05Z', 'fresh 3 month'],
    ['2026-12-01T10:00:00Z', 3, '2026-12-10T10:00:00Z', 'fresh 3 month'],
    ['2026-12-01T10:00:00Z', 3, '2026-12-30T10:00:00Z', 'fresh 2 month'],
    ['2026-12-01T10:00:00Z', 3, '2027-01-01T10:00:00Z', 'fresh 2 month'],
    ['2026-12-01T10:00:00Z', 3, '2027-01-20T10:00:00Z', 'fresh 40 day'],
    ['2026-12-01T10:00:00Z', 3, '2027-02-28T11:00:00Z', 'fresh 0 day'],
  ] as const) {
    assert.equal(told(createdAt, period, now), expected, `${createdAt} ${now}`);
  }
});

test('a token is overdue since its period has ended: one of nine months and a period of three by six', () => {
  assert.equal(told('2026-03-01T10:00:00Z', 3, '2026-12-01T10:00:00Z'), 'highly_outdated 6 month');
  assert.equal(told('2026-08-20T10:00:00Z', 3, '2026-12-01T10:00:00Z'), 'outdated 11 day');
  assert.equal(told('2026-09-01T10:00:00Z', 3, '2026-12-01T10:00:00Z'), 'outdated 0 day');
});
