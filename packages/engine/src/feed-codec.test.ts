import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FeedRecord } from './change-feed.ts';
import { decodeFrame, encodeFrame, FeedFormatError, type FeedFrame, feedFormat } from './feed-codec.ts';
import { accountRecord, apiRecord, grantRecord, keyRecord, resourceRecord, roleRecord } from './records.fixture.ts';
import type { Revision } from './revision.ts';
import { signingKeyRecord, testSigner, userRecord } from './user-token.fixture.ts';

const revision = 'epoch-7' as Revision;

const records: readonly FeedRecord[] = [
  accountRecord(1, 'loja'),
  resourceRecord(1, 'Ver pedidos 🛒 "x"\n'),
  roleRecord(1, 2, [1], { holdsEverything: true }),
  apiRecord('orders', [{ method: 'GET', path: '/orders/{id}', anyOf: ['View'] }]),
  signingKeyRecord(testSigner('A')),
  userRecord(1, { memberships: [{ accountId: 1, roleIds: [2] }] }),
  keyRecord(1, { grants: [grantRecord(1, [2]), grantRecord(2, [3], 99)] }),
  keyRecord(2, { isDeleted: true, tokens: [], grants: [] }),
];

const frames: readonly FeedFrame[] = [
  { type: 'hello', format: feedFormat, node: 'a' },
  { type: 'snapshot', revision },
  { type: 'records', records },
  { type: 'snapshot-end' },
  { type: 'changes', revision, records },
  { type: 'heartbeat', revision, ageMs: 12.5 },
  { type: 'resync' },
];

/** The same with plain arrays of bytes: a `Buffer` is one, and not equal to one. */
const plain = (value: unknown): unknown =>
  value instanceof Uint8Array
    ? [...value]
    : Array.isArray(value)
      ? value.map(plain)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
        : value;

test('every frame is one line, and comes back as it was', () => {
  for (const frame of frames) {
    const line = encodeFrame(frame);
    assert.ok(!line.includes('\n'));
    assert.deepEqual(plain(decodeFrame(line)), plain(frame));
  }
});

test('a token whose key the source does not have comes back without one', () => {
  const [token] = keyRecord(1).tokens;
  assert.ok(token);
  const frame = { type: 'records', records: [keyRecord(1, { tokens: [{ ...token, key: null }] })] } as const;
  const decoded = decodeFrame(encodeFrame(frame));
  assert.ok(decoded.type === 'records' && decoded.records[0]?.kind === 'key');
  assert.equal(decoded.records[0].tokens[0]?.key, null);
});

test('what is no frame is refused, and what it holds is not repeated', () => {
  const secret = Buffer.alloc(32, 7).toString('base64url');
  const [token] = keyRecord(1).tokens;
  const key = (changes: object) =>
    JSON.stringify({
      type: 'records',
      records: [{ ...JSON.parse(encodeFrame(frames[2] as FeedFrame)).records[6], ...changes }],
    });
  for (const line of [
    ...['', 'null', '[]', '7', '{', '{}', '{"type":7}', '{"type":"unknown"}', '{"type":"toString"}'],
    '{"type":"hello","format":"1","node":"a"}',
    '{"type":"snapshot","revision":"7"}',
    '{"type":"heartbeat","revision":"a-1","ageMs":-1}',
    '{"type":"records"}',
    '{"type":"records","records":[null]}',
    '{"type":"records","records":[{"kind":"unknown"}]}',
    '{"type":"records","records":[{"kind":"__proto__"}]}',
    '{"type":"records","records":[{"kind":"resource","revision":1.5,"id":1,"key":"a"}]}',
    '{"type":"records","records":[{"kind":"account","revision":1,"id":1,"name":"a","isActive":true,"renewalPeriodMonths":4,"enforceExpiry":false}]}',
    key({ tokens: [{ ...token, key: secret.slice(1), storedHash: secret }] }),
    key({ tokens: [{ ...token, key: secret, storedHash: secret, role: 'any' }] }),
    key({ grants: [{ accountId: 1, roleIds: ['2'], expiresAt: null }] }),
    key({ isActive: 1 }),
  ]) {
    assert.throws(
      () => decodeFrame(line),
      (error) => error instanceof FeedFormatError && !error.message.includes(secret.slice(1)),
      line,
    );
  }
});

test('a feed of another format says what to do', () => {
  assert.throws(() => decodeFrame('{"type":"hello","format":2,"node":"a"}'), /its format is 2.*same version/);
});

test('whatever one character of a line is changed to, it is refused or has the same form', () => {
  const line = encodeFrame(frames[4] as FeedFrame);
  fc.assert(
    fc.property(
      fc.nat(line.length - 1),
      fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }),
      (at, character) => {
        try {
          const frame = decodeFrame(line.slice(0, at) + character + line.slice(at + 1));
          // What was read can be written: nothing of another type has come through.
          decodeFrame(encodeFrame(frame));
        } catch (error) {
          assert.ok(error instanceof FeedFormatError, String(error));
        }
      },
    ),
    { numRuns: 2_000 },
  );
});
