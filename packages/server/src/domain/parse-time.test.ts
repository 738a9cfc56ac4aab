import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChaveiroError } from './errors.ts';
import { parseTime } from './parse-time.ts';

test('a time is what it says, in whatever zone', () => {
  const noon = Date.UTC(2027, 0, 31, 12);
  for (const text of ['2027-01-31T12:00Z', '2027-01-31T12:00:00.000Z', '2027-01-31T09:00:00-03:00']) {
    assert.equal(parseTime(text, 'expiresAt'), noon, text);
  }
  assert.equal(parseTime('2028-02-29T00:00:00.123456Z', 'expiresAt'), Date.UTC(2028, 1, 29, 0, 0, 0, 123));
});

test('what is no time, or leaves its zone open, is refused by the name of the field', () => {
  for (const text of [
    '',
    '2027-01-31',
    '2027-01-31T12:00:00',
    '2027-02-29T12:00:00Z',
    '2027-04-31T12:00:00Z',
    '2027-13-01T12:00:00Z',
    '2027-01-31T25:00:00Z',
    '2027-01-31t12:00:00z',
    '2027-01-31 12:00:00Z',
    ' 2027-01-31T12:00:00Z',
    '+012027-01-31T12:00:00Z',
    'tomorrow',
    '1800000000000',
  ]) {
    assert.throws(
      () => parseTime(text, 'expiresAt'),
      ({ code, fields }: ChaveiroError) => code === 'invalid_request' && fields.field === 'expiresAt',
      text,
    );
  }
});
