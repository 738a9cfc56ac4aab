import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FeedRecord } from './change-feed.ts';
import { indexOf, world } from './decision.fixture.ts';
import type { Decision } from './decision.ts';
import { ordersOf } from './orders-of.fixture.ts';
import { accountRecord, testToken, testUuid, tokenRecord } from './records.fixture.ts';
import type { Question } from './target.ts';
import {
  claimsOfKey,
  claimsOfUser,
  signedToken,
  signingKeyRecord,
  testHexId,
  testIat,
  testLife,
} from './user-token.fixture.ts';
import { ana, ask, codeOf, everything, key1, now, ofAna, ofKey, other, signer } from './user-token-question.fixture.ts';

test('a user token of a key opens what the key may do, and is told apart from no other use of it', () => {
  const index = indexOf(...everything);
  assert.deepEqual(ask(index, ofKey), {
    allowed: true,
    code: 'allowed',
    account: 'loja',
    key: { id: testUuid(1), appKey: 'appkey-loja-1', owner: 'loja' },
    user: null,
    token: 'current',
    matchedResource: 'View',
    requiredResources: ['View'],
    revision: index.revision,
  });
});

test('a user token of a person opens what the person may do', () => {
  const index = indexOf(...everything);
  assert.deepEqual(ask(index, ofAna), {
    allowed: true,
    code: 'allowed',
    account: 'loja',
    key: null,
    user: { id: testHexId(1), email: 'user1@loja.example' },
    token: null,
    matchedResource: 'View',
    requiredResources: ['View'],
    revision: index.revision,
  });
});

test('rights are the roles that the holder has now in the account called, and nothing that the token says', () => {
  const index = indexOf(...everything);
  const elsewhere: Question = { account: 'parceiro', requirement: { kind: 'any-role' } };
  const claim = { account: 'parceiro' };
  const tokens = [signedToken(signer, claimsOfUser(1, claim)), signedToken(signer, claimsOfKey(1, claim))];
  for (const token of tokens) assert.equal(codeOf(index, token, { question: elsewhere }), 'no_grant');
  const editing: Question = { account: 'loja', requirement: { kind: 'any-of', resources: ['Edit'] } };
  for (const token of tokens) assert.equal(codeOf(index, token, { question: editing }), 'resource_denied');
  index.apply({ ...ana, revision: 2, memberships: [{ accountId: 2, roleIds: [1] }] });
  assert.deepEqual([codeOf(index, ofAna), codeOf(index, ofAna, { question: elsewhere })], ['no_grant', 'allowed']);
});

test('without an account a person is asked about in the one that the token was made for, a key in its own', () => {
  const index = indexOf(...everything, accountRecord(2, 'parceiro'));
  const question: Question = { requirement: { kind: 'any-role' } };
  const madeFor = (account: string) => [
    ask(index, signedToken(signer, claimsOfUser(1, { account })), { question }),
    ask(index, signedToken(signer, claimsOfKey(1, { account })), { question }),
  ];
  const short = ({ account, code }: Decision) => `${account} ${code}`;
  assert.deepEqual(madeFor('loja').map(short), ['loja allowed', 'loja allowed']);
  assert.deepEqual(madeFor('parceiro').map(short), ['parceiro no_grant', 'loja allowed']);
  assert.deepEqual(madeFor('gone').map(short), ['gone no_grant', 'loja allowed']);
});

test('a token is good until its last millisecond, remembered or not, and not before it was made', () => {
  const end = (testIat + testLife) * 1000;
  for (const token of [ofKey, ofAna]) {
    for (const first of [now, end - 1]) {
      const index = indexOf(...everything);
      const codes = [first, end - 1, end, end + 1, end - 1].map((at) => codeOf(index, token, { at }));
      assert.deepEqual(codes, ['allowed', 'allowed', 'invalid_credentials', 'invalid_credentials', 'allowed']);
    }
    const index = indexOf(...everything);
    const begin = testIat * 1000;
    assert.equal(codeOf(index, token, { at: begin - 60_001 }), 'invalid_credentials');
    assert.equal(codeOf(index, token, { at: begin - 60_000 }), 'allowed', 'clocks of two processes differ');
  }
});

test('a token ends with the API token that it was made from: finished, undone, deleted', () => {
  const [first, second] = [1, 2].map((number) => tokenRecord(testUuid(1), number, testToken(number)));
  assert.ok(first && second);
  const index = indexOf(...everything);
  const ofSecond = signedToken(signer, claimsOfKey(1, { jti: testUuid(10_002) }));
  const codes = () => [codeOf(index, ofKey), codeOf(index, ofSecond)];
  assert.deepEqual(codes(), ['allowed', 'invalid_credentials']);
  const pending = [
    { ...first, role: 'old' as const },
    { ...second, role: 'new' as const },
  ];
  index.apply({ ...key1, revision: 2, tokens: pending });
  assert.deepEqual(codes(), ['allowed', 'allowed']);
  assert.deepEqual([ask(index, ofKey).token, ask(index, ofSecond).token], ['old', 'new']);
  index.apply({ ...key1, revision: 3, tokens: [second] });
  assert.deepEqual(codes(), ['invalid_credentials', 'allowed'], 'finished');
  index.apply({ ...key1, revision: 4, tokens: [first] });
  assert.deepEqual(codes(), ['allowed', 'invalid_credentials'], 'undone');
  index.apply({ ...key1, revision: 5, isActive: false });
  assert.equal(codeOf(index, ofKey), 'key_inactive');
  index.apply({ ...key1, revision: 6, isDeleted: true, tokens: [], grants: [] });
  assert.deepEqual(codes(), ['invalid_credentials', 'invalid_credentials'], 'deleted');
});

test('a token of a person ends with the session that it was made from', () => {
  const index = indexOf(...everything);
  const sessions = (...numbers: number[]) => numbers.map((number) => ({ id: testHexId(number), expiresAt: now + 500 }));
  const ofOther = signedToken(signer, claimsOfUser(1, { sess: testUuid(101), jti: testUuid(101) }));
  const codes = (at = now) => [codeOf(index, ofAna, { at }), codeOf(index, ofOther, { at })];
  assert.deepEqual(codes(), ['allowed', 'invalid_credentials']);
  index.apply({ ...ana, revision: 2, sessions: sessions(100, 101) });
  assert.deepEqual(codes(), ['allowed', 'allowed']);
  assert.deepEqual(codes(now + 499), ['allowed', 'allowed']);
  assert.deepEqual(codes(now + 500), ['invalid_credentials', 'invalid_credentials'], 'their day is over');
  index.apply({ ...ana, revision: 3, sessions: sessions(101) });
  assert.deepEqual(codes(), ['invalid_credentials', 'allowed'], 'signed out');
  assert.equal(index.apply({ ...ana, revision: 2, sessions: sessions(100, 101) }), false);
  assert.deepEqual(codes(), ['invalid_credentials', 'allowed'], 'an older record brings nothing back');
  index.apply({ ...ana, revision: 4, sessions: [], memberships: [] });
  assert.deepEqual(codes(), ['invalid_credentials', 'invalid_credentials'], 'password changed');
  assert.equal(index.apply({ ...ana, revision: 3, sessions: sessions(101) }), false);
  assert.equal(index.roleSets.count, 1, 'only the set of key 1 is left');
});

test('a signing key that is over vouches for nothing, also not for what is remembered', () => {
  for (const isRemembered of [true, false]) {
    const index = indexOf(...everything);
    if (isRemembered) assert.equal(codeOf(index, ofKey), 'allowed');
    index.apply(signingKeyRecord(signer, { revision: 2, expiresAt: now }));
    assert.equal(codeOf(index, ofKey, { at: now - 1 }), 'allowed');
    assert.equal(codeOf(index, ofKey), 'invalid_credentials');
    assert.equal(index.apply(signingKeyRecord(signer)), false, 'an older record brings nothing back');
    assert.equal(codeOf(index, ofKey), 'invalid_credentials');
  }
});

test('a signing key that is no key vouches for nothing, and nothing fails', () => {
  const index = indexOf(...everything, signingKeyRecord(other, { publicKey: new Uint8Array(91) }));
  assert.equal(codeOf(index, signedToken(other, claimsOfKey(1))), 'invalid_credentials');
  assert.equal(codeOf(index, ofKey), 'allowed');
});

test('the codes come in the order of their precedence for people, too', () => {
  const [inactive, api] = [accountRecord(1, 'loja', { revision: 2, isActive: false }), 'orders'];
  const byRoute: Question = { account: 'loja', requirement: { kind: 'route', api } };
  const index = indexOf(...everything);
  const route = (method: string, path: string) => codeOf(index, ofAna, { question: byRoute, method, path });
  assert.deepEqual(
    [route('GET', '/orders/7'), route('POST', '/orders'), route('GET', '/orders/../7'), route('GET', '/nothing')],
    ['allowed', 'resource_denied', 'bad_path', 'unknown_route'],
  );
  const unknown: Question = { account: 'loja', requirement: { kind: 'any-of', resources: ['Nothing'] } };
  assert.equal(codeOf(index, ofAna, { question: unknown }), 'misconfigured');
  index.apply(inactive);
  assert.equal(codeOf(index, ofAna), 'account_inactive');
  assert.equal(codeOf(index, ofKey), 'key_inactive');
});

test('enforcement denies a user token when it would deny the API token that it was made from', () => {
  const index = indexOf(...everything, accountRecord(1, 'loja', { revision: 2, enforceExpiry: true }));
  assert.deepEqual([codeOf(index, ofKey), codeOf(index, ofAna)], ['token_expired', 'allowed']);
});

test('when there is no time for signatures, a token whose signature was verified is known; a forged one never is', () => {
  const index = indexOf(...everything);
  let isBusy = true;
  Object.defineProperty(index, 'slowChecks', { value: { take: () => !isBusy } });
  assert.equal(codeOf(index, ofKey), 'overloaded');
  isBusy = false;
  assert.equal(codeOf(index, ofKey), 'allowed');
  isBusy = true;
  assert.equal(codeOf(index, ofKey), 'allowed');
  const forgery = signedToken({ ...other, kid: signer.kid }, claimsOfKey(1));
  assert.equal(codeOf(index, forgery), 'overloaded');
  isBusy = false;
  assert.equal(codeOf(index, forgery), 'invalid_credentials');
});

test('who does not know a session or an API token by its id makes nobody verify a signature', () => {
  const index = indexOf(...everything);
  let verified = 0;
  Object.defineProperty(index, 'slowChecks', { value: { take: () => ++verified > 0 } });
  const stranger = { ...other, kid: signer.kid };
  for (const claims of [
    claimsOfKey(1, { jti: testUuid(1) }),
    claimsOfKey(1, { userId: testUuid(2) }),
    claimsOfUser(1, { sess: testUuid(101), jti: testUuid(101) }),
    claimsOfUser(1, { userId: testUuid(2) }),
    claimsOfUser(1, { exp: testIat }),
  ]) {
    assert.equal(codeOf(index, signedToken(stranger, claims)), 'invalid_credentials');
  }
  assert.equal(codeOf(index, 'rubbish'), 'invalid_credentials');
  assert.equal(verified, 0);
  assert.equal(codeOf(index, signedToken(stranger, claimsOfKey(1))), 'invalid_credentials');
  assert.equal(verified, 1);
});

test('no resurrection: whatever order records arrive in, a token that has ended is not accepted again', () => {
  const session = { id: testHexId(100), expiresAt: now + 500 };
  const history: readonly FeedRecord[] = [
    signingKeyRecord(signer),
    { ...ana, revision: 2, sessions: [session] },
    { ...ana, revision: 3, sessions: [session, { ...session, id: testHexId(101) }] },
    { ...ana, revision: 4, sessions: [], memberships: [] },
    { ...key1, revision: 2 },
    { ...key1, revision: 3, tokens: [], grants: [], isDeleted: true },
  ];
  for (const order of ordersOf(history)) {
    const index = indexOf(...world);
    for (const [place, record] of order.entries()) {
      index.apply(record);
      const seen = order.slice(0, place + 1);
      const isOver = (kind: 'user' | 'key', at: number) =>
        seen.some((each) => each.kind === kind && each.revision === at);
      // Deciding in between lets the index remember what a late record must not revive.
      const codes = [codeOf(index, ofAna), codeOf(index, ofKey)];
      if (isOver('user', 4)) assert.equal(codes[0], 'invalid_credentials');
      if (isOver('key', 3)) assert.equal(codes[1], 'invalid_credentials');
    }
  }
});
