import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withEvidence } from './evidence-text.ts';

const lastUsedAt = '2026-03-01T12:34:56.000Z';
const used = {
  lastUsedAt,
  lastAddress: '192.0.2.1',
  last24Hours: { allowed: 1, denied: 0 },
  last14Days: { allowed: 12_000, denied: 345 },
};
const unused = {
  lastUsedAt: null,
  lastAddress: null,
  last24Hours: { allowed: 0, denied: 0 },
  last14Days: { allowed: 0, denied: 0 },
};

test('evidence says when and from where a key was used last, and how often', () => {
  const only = { ...used, tokens: [{ ...used, role: 'current', createdAt: lastUsedAt }] } as const;
  assert.equal(
    withEvidence('It is gone.', only),
    [
      'It is gone.',
      '',
      'last used    2026-03-01 12:34 UTC from 192.0.2.1',
      'in 24 hours  1 request',
      'in 14 days   12,345 requests, of which 345 denied',
    ].join('\n'),
  );
});

test('evidence of a key with two tokens tells them apart', () => {
  const two = {
    ...used,
    tokens: [
      { ...used, lastAddress: null, role: 'old', createdAt: lastUsedAt },
      { ...unused, role: 'new', createdAt: lastUsedAt },
    ],
  } as const;
  const lines = withEvidence('It is gone.', two).split('\n');
  assert.equal(lines.length, 2 + 9);
  assert.ok(lines.includes('last used, old token    2026-03-01 12:34 UTC'));
  assert.ok(lines.includes('last used, new token    never'));
  assert.ok(lines.includes('in 14 days, new token   0 requests'));
});
