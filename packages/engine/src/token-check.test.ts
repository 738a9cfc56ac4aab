import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeyRecord, TokenRecord } from './change-feed.ts';
import { KeyIndex } from './key-index.ts';
import { keyRecord, testToken, testUuid, tokenRecord } from './records.fixture.ts';
import type { SlowChecks } from './slow-checks.ts';
import { checkToken, expensiveToken, unverifiableToken, wrongToken } from './token-check.ts';
import { tokenDigest } from './token-format.ts';

/** An index that counts the slow checks it makes. */
function countingIndex(...records: KeyRecord[]) {
  const counter = { slowChecks: 0, isBusy: false };
  const index = new KeyIndex({ take: () => !counter.isBusy } as unknown as SlowChecks);
  const isHashOf = index.tokens.isHashOf.bind(index.tokens);
  index.tokens.isHashOf = (row, digest) => {
    counter.slowChecks++;
    return isHashOf(row, digest);
  };
  for (const record of records) index.apply(record);
  /** What the check answers, and how many slow checks it took. */
  const check = (appKey: string, token: string) => {
    counter.slowChecks = 0;
    const answer = checkToken(index, index.find(appKey), appKey, token);
    return { isRight: answer > 0, answer, slowChecks: counter.slowChecks };
  };
  return { index, counter, check };
}

const own = 'appkey-loja-1';
const firstToken = (changes: Partial<TokenRecord> = {}) => tokenRecord(testUuid(1), 1, testToken(1), changes);
const secondToken = (changes: Partial<TokenRecord> = {}) => tokenRecord(testUuid(1), 2, testToken(2), changes);

test('a token is verified the slow way once, and remembered', () => {
  const { check } = countingIndex(keyRecord(1));
  assert.deepEqual([check(own, testToken(1)).isRight, check(own, testToken(1)).slowChecks], [true, 0]);
});

test('every failure of a well-formed token costs two slow checks, whatever the key has', () => {
  const { check } = countingIndex(
    keyRecord(1),
    keyRecord(2),
    keyRecord(3, { tokens: [firstToken({ role: 'old' }), secondToken({ role: 'new' })] }),
    keyRecord(4, { isDeleted: true, tokens: [] }),
    keyRecord(5, { isActive: false }),
  );
  assert.ok(check('appkey-loja-2', testToken(2)).isRight, 'key 2 is remembered');
  const wrong = testToken(99);
  for (const appKey of ['unknown', own, 'appkey-loja-2', 'appkey-loja-3', 'appkey-loja-4', 'appkey-loja-5', '']) {
    assert.deepEqual(check(appKey, wrong), { isRight: false, answer: wrongToken, slowChecks: 2 }, appKey);
  }
});

test('two remembered tokens of one key change nothing about a failure', () => {
  const { check } = countingIndex(
    keyRecord(1, { tokens: [firstToken({ role: 'old' }), secondToken({ role: 'new' })] }),
  );
  assert.ok(check(own, testToken(1)).isRight && check(own, testToken(2)).isRight);
  assert.equal(check(own, testToken(2)).slowChecks, 0);
  assert.deepEqual(check(own, testToken(3)), { isRight: false, answer: wrongToken, slowChecks: 2 });
});

test('what is malformed, or has a wrong checksum, is refused without a slow check', () => {
  const { check } = countingIndex(keyRecord(1));
  const token = testToken(1);
  for (const text of ['', 'x', token.slice(1), `${token}x`, `${token.slice(0, 52)}-`, `${token.slice(0, 52)}!`]) {
    assert.deepEqual(check(own, text), { isRight: false, answer: wrongToken, slowChecks: 0 }, text);
  }
  const wrongChecksum = token.slice(0, 10) + (token[10] === 'a' ? 'b' : 'a') + token.slice(11);
  assert.deepEqual(check(own, wrongChecksum), { isRight: false, answer: wrongToken, slowChecks: 0 });
});

test('an imported token needs no form of ours, and only keys that have one are asked', () => {
  const secret = 'a secret from elsewhere'.replaceAll(' ', '_');
  const imported = tokenRecord(testUuid(1), 1, secret, { isImported: true });
  const { check } = countingIndex(keyRecord(1, { tokens: [imported] }), keyRecord(2));
  assert.ok(check(own, secret).isRight);
  assert.deepEqual(check(own, `${secret}!`), { isRight: false, answer: wrongToken, slowChecks: 2 });
  assert.equal(check(own, 'short').slowChecks, 0);
  assert.equal(check('appkey-loja-2', secret).slowChecks, 0);
});

test('an imported token may look like one of ours with a wrong checksum', () => {
  const lookalike = `chv_${'0'.repeat(49)}`;
  const imported = tokenRecord(testUuid(1), 1, lookalike, { isImported: true, role: 'old' });
  const { check } = countingIndex(keyRecord(1, { tokens: [imported, secondToken({ role: 'new' })] }));
  assert.ok(check(own, lookalike).isRight);
  assert.ok(check(own, testToken(2)).isRight);
});

test('without its key a token cannot be judged: neither allowed nor called wrong', () => {
  const keyless = (number: number, revision: number) =>
    keyRecord(number, { revision, tokens: [tokenRecord(testUuid(number), number, testToken(number), { key: null })] });
  const { index, check } = countingIndex(keyless(1, 1), keyRecord(2));
  assert.ok(check('appkey-loja-2', testToken(2)).isRight);
  index.apply(keyless(2, 2));
  assert.deepEqual(check(own, testToken(1)), { isRight: false, answer: unverifiableToken, slowChecks: 2 });
  assert.equal(check(own, testToken(9)).answer, unverifiableToken);
  assert.ok(check('appkey-loja-2', testToken(2)).isRight, 'what is remembered needs no key');
  assert.equal(check('unknown', testToken(9)).answer, wrongToken);
  index.apply(keyRecord(1, { revision: 2 }));
  assert.ok(check(own, testToken(1)).isRight);
});

test('when there is no time for slow checks, what is remembered passes, what is malformed is refused, and no more is decided', () => {
  const { check, counter } = countingIndex(keyRecord(1));
  counter.isBusy = true;
  const expensive = { isRight: false, answer: expensiveToken, slowChecks: 0 };
  assert.deepEqual(check(own, testToken(1)), expensive);
  assert.deepEqual(check('unknown', testToken(1)), expensive);
  const wrongChecksum = `${testToken(1).slice(0, -1)}${testToken(1).endsWith('0') ? '1' : '0'}`;
  for (const text of ['malformed', wrongChecksum]) assert.equal(check(own, text).answer, wrongToken);
  counter.isBusy = false;
  check(own, testToken(1));
  counter.isBusy = true;
  assert.ok(check(own, testToken(1)).isRight);
  assert.deepEqual(check(own, testToken(2)), expensive, 'also when every token of the key is remembered');
});

test('what the checksum refuses is not counted as a check', () => {
  const taken: string[] = [];
  const slowChecks = { take: (claimed: string) => taken.push(claimed) > 0 } as unknown as SlowChecks;
  const index = new KeyIndex(slowChecks);
  index.apply(keyRecord(1));
  const row = index.find(own);
  for (const token of [testToken(1).replace(/.$/, '!'), testToken(1).slice(0, -6) + testToken(2).slice(-6), 'x']) {
    assert.equal(checkToken(index, row, own, token), wrongToken);
  }
  assert.deepEqual(taken, []);
  checkToken(index, row, own, testToken(9));
  checkToken(index, row, own, testToken(1));
  checkToken(index, row, own, testToken(1));
  assert.deepEqual(taken, [own, own], 'once for a wrong one, and once for a right one');
});

test('a remembered digest stays with the same token id, and dies with any other', () => {
  const { index, check } = countingIndex(keyRecord(1));
  check(own, testToken(1));
  // The same token stored under another key: only that and its stored hash differ.
  const again = { key: new Uint8Array(32).fill(1), storedHash: new Uint8Array(32).fill(2), role: 'old' } as const;
  index.apply(keyRecord(1, { revision: 2, tokens: [firstToken(again), secondToken()] }));
  assert.equal(check(own, testToken(1)).slowChecks, 0);
  assert.ok(check(own, testToken(2)).isRight);
  // The first is finished.
  index.apply(keyRecord(1, { revision: 3, tokens: [secondToken()] }));
  assert.deepEqual(check(own, testToken(1)), { isRight: false, answer: wrongToken, slowChecks: 2 });
  assert.equal(check(own, testToken(2)).slowChecks, 0);
  // Another token takes the row that was given back: nothing of the old one is left in it.
  index.apply(keyRecord(1, { revision: 4, tokens: [tokenRecord(testUuid(1), 3, testToken(3)), secondToken()] }));
  assert.ok(!check(own, testToken(1)).isRight);
  assert.ok(check(own, testToken(3)).isRight);
});

test('a stored hash is not a digest: whoever reads the index cannot use what it stores', () => {
  const { index } = countingIndex(keyRecord(1));
  const row = index.tokens.first(index.find(own));
  assert.ok(!index.tokens.isRemembered(row));
  assert.ok(!index.tokens.remembers(row, new Uint32Array(Uint8Array.from(firstToken().storedHash).buffer)));
  assert.ok(index.tokens.isHashOf(row, Buffer.from(tokenDigest(testToken(1)), 'latin1')));
});
