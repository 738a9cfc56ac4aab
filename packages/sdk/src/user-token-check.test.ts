import assert from 'node:assert/strict';
import { createHmac, createSign } from 'node:crypto';
import { test } from 'node:test';
import type { FeedRecord } from './change-feed.ts';
import { indexOf, world } from './decision.fixture.ts';
import { type Decision, decide, plainDecision, type UserTokenRequest } from './decision.ts';
import type { KeyIndex } from './key-index.ts';
import { accountRecord, grantRecord, keyRecord, testToken, testUuid, tokenRecord } from './records.fixture.ts';
import { type Question, resolveTarget } from './target.ts';
import {
  claimsOfKey,
  claimsOfUser,
  encoded,
  signedToken,
  signingKeyRecord,
  testHexId,
  testIat,
  testLife,
  testSigner,
  userRecord,
} from './user-token.fixture.ts';
import { userTokenHeader } from './user-token.ts';

const signer = testSigner('A');
const other = testSigner('B');
const now = (testIat + 60) * 1000;

const key1 = keyRecord(1, { grants: [grantRecord(1, [2])] });
const ana = userRecord(1, { memberships: [{ accountId: 1, roleIds: [2] }] });
const everything: readonly FeedRecord[] = [...world, signingKeyRecord(signer), key1, ana];

const ofKey = signedToken(signer, claimsOfKey(1));
const ofAna = signedToken(signer, claimsOfUser(1));

interface Asked extends Partial<Omit<UserTokenRequest, 'target'>> {
  readonly question?: Question;
  readonly at?: number;
}

/** Decides whether whoever the token stands for may view in `loja`, unless asked otherwise. */
function ask(index: KeyIndex, userToken: string, { question, at = now, ...request }: Asked = {}): Decision {
  const inLoja: Question = { account: 'loja', requirement: { kind: 'any-of', resources: ['View'] } };
  const target = resolveTarget(index, question ?? inLoja);
  return plainDecision(decide(index, { userToken, target, ...request }, at));
}

const codeOf = (index: KeyIndex, token: string, asked?: Asked) => ask(index, token, asked).code;

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

const pem = signer.publicKey.export({ format: 'pem', type: 'spki' }).toString();
const payload = encoded(claimsOfKey(1));
const [header = '', , signature = ''] = ofKey.split('.');

/** base64url decodes what follows the last whole byte to nothing: another text for the same bytes. */
function otherForm(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = letters.indexOf(text.at(-1) as string);
  const same = text.slice(0, -1) + letters[last ^ 1];
  assert.deepEqual(Buffer.from(same, 'base64url'), Buffer.from(text, 'base64url'));
  return same;
}

function hmac(header: unknown, key: string): string {
  const signed = `${encoded(header)}.${payload}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

function inDer(): string {
  const signed = `${header}.${payload}`;
  return `${signed}.${createSign('sha256').update(signed).sign(signer.privateKey, 'base64url')}`;
}

const usual = userTokenHeader(signer.kid);
const signedWith = (changes: object) => signedToken(signer, claimsOfKey(1), { ...usual, ...changes });
const jwk = other.publicKey.export({ format: 'jwk' });

/** A payload of whole groups of three bytes has no second form; this one is one byte longer. */
function payloadWithOtherForm(): string {
  let account = 'loja';
  while (encoded(claimsOfKey(1, { account })).length % 4 === 0) account += 'a';
  const [first, second = '', third] = signedToken(signer, claimsOfKey(1, { account })).split('.');
  return `${first}.${otherForm(second)}.${third}`;
}

const forged: readonly [string, string][] = [
  ['nothing', ''],
  ['no token', 'token'],
  ['two parts', `${header}.${payload}`],
  ['four parts', `${ofKey}.x`],
  ['no signature', `${header}.${payload}.`],
  ['alg none', `${encoded({ ...usual, alg: 'none' })}.${payload}.`],
  ['alg none beside a signature', `${encoded({ ...usual, alg: 'none' })}.${payload}.${signature}`],
  ['alg HS256 with the public key', hmac({ ...usual, alg: 'HS256' }, pem)],
  ['an HMAC under our header', hmac(usual, pem)],
  ['alg ES384', signedWith({ alg: 'ES384' })],
  ['alg in lower case', signedWith({ alg: 'es256' })],
  ['a kid of nobody', signedWith({ kid: 'F'.repeat(40) })],
  ['a kid in lower case', signedWith({ kid: 'a'.repeat(40) })],
  ['no kid', signedToken(signer, claimsOfKey(1), { alg: 'ES256', typ: 'jwt' })],
  ['the kid of another key of ours', signedToken(signer, claimsOfKey(1), userTokenHeader(other.kid))],
  ['our kid, and the key of a stranger', signedToken({ ...other, kid: signer.kid }, claimsOfKey(1))],
  ['a key that it brings along', signedToken(other, claimsOfKey(1), { ...usual, jwk })],
  ['an address of keys', signedWith({ jku: 'https://evil.example/keys' })],
  ['a certificate', signedWith({ x5c: ['x'] })],
  ['the address of a certificate', signedWith({ x5u: 'https://evil.example/key' })],
  ['a critical extension', signedWith({ crit: ['exp'] })],
  ['an unencoded payload', signedWith({ b64: false, crit: ['b64'] })],
  ['another type', signedWith({ typ: 'JWT' })],
  ['a header in another order', signedToken(signer, claimsOfKey(1), { kid: signer.kid, alg: 'ES256', typ: 'jwt' })],
  ['a header in another form', `${otherForm(header)}.${payload}.${signature}`],
  ['a payload in another form', payloadWithOtherForm()],
  ['a signature in another form', `${header}.${payload}.${otherForm(signature)}`],
  ['padding', `${header}.${payload}.${signature}==`],
  ['a signature in DER', inDer()],
  ['a space before it', ` ${ofKey}`],
  ['a line break in it', `${header}.${payload.slice(0, 8)}\n${payload.slice(8)}.${signature}`],
  ['too long', signedToken(signer, claimsOfKey(1, { account: 'a'.repeat(2_000) }))],
  ['a claim that we do not make', signedToken(signer, { ...claimsOfKey(1), roles: [1] })],
  ['nbf, also in the past', signedToken(signer, { ...claimsOfKey(1), nbf: testIat - 60 })],
  ['another issuer', signedToken(signer, { ...claimsOfKey(1), iss: 'somebody' })],
  ['another audience', signedToken(signer, { ...claimsOfKey(1), audience: 'store' })],
  ['no end', signedToken(signer, { ...claimsOfKey(1), exp: undefined })],
  ['an end that is no whole number', signedToken(signer, { ...claimsOfKey(1), exp: testIat + 0.5 })],
  ['an end as text', signedToken(signer, { ...claimsOfKey(1), exp: String(testIat + testLife) })],
  ['no beginning', signedToken(signer, { ...claimsOfKey(1), iat: undefined })],
  ['a list instead of claims', signedToken(signer, [claimsOfKey(1)])],
  ['no claims', signedToken(signer, null)],
  ['claims that are no JSON', signedToken(signer, claimsOfKey(1)).replace(payload, 'eyJ')],
  ['the id of another key', signedToken(signer, claimsOfKey(1, { userId: testUuid(2) }))],
  ['a key string of another key', signedToken(signer, claimsOfKey(1, { sub: 'appkey-loja-2' }))],
  ['an API token of another key', signedToken(signer, claimsOfKey(1, { jti: testUuid(10_002) }))],
  ['a session that is not its jti', signedToken(signer, claimsOfUser(1, { jti: testUuid(200) }))],
  ['a session of somebody else', signedToken(signer, { ...claimsOfUser(2), userId: testUuid(1) })],
  [
    'the session of a person for a key',
    signedToken(signer, claimsOfKey(1, { sess: testUuid(10_001), jti: testUuid(10_001) })),
  ],
];

for (const [title, token] of forged) {
  test(`a forged user token is refused, the first time and every time: ${title}`, () => {
    const index = indexOf(...everything, signingKeyRecord(other), keyRecord(2), userRecord(2));
    assert.deepEqual([codeOf(index, ofKey), codeOf(index, ofAna)], ['allowed', 'allowed']);
    for (let time = 0; time < 2; time++) assert.equal(codeOf(index, token), 'invalid_credentials');
    assert.equal(ask(index, token).key, null);
  });
}

test('every change of one character of a token is refused', () => {
  const index = indexOf(...everything);
  for (let at = 0; at < ofKey.length; at++) {
    const changed = ofKey.slice(0, at) + (ofKey[at] === 'x' ? 'y' : 'x') + ofKey.slice(at + 1);
    assert.equal(codeOf(index, changed), 'invalid_credentials', `at ${at}`);
  }
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

test('where only known tokens are looked at, one whose signature was verified is known; a forged one never is', () => {
  const index = indexOf(...everything);
  const asked = { knownOnly: true };
  assert.equal(codeOf(index, ofKey, asked), 'overloaded');
  assert.equal(codeOf(index, ofKey), 'allowed');
  assert.equal(codeOf(index, ofKey, asked), 'allowed');
  const forgery = signedToken({ ...other, kid: signer.kid }, claimsOfKey(1));
  assert.equal(codeOf(index, forgery), 'invalid_credentials');
  assert.equal(codeOf(index, forgery, asked), 'overloaded');
  assert.equal(codeOf(index, 'rubbish', asked), 'invalid_credentials', 'what costs nothing is answered');
});

/** All orders of a list. */
function* ordersOf<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [place, item] of items.entries()) {
    for (const rest of ordersOf(items.toSpliced(place, 1))) yield [item, ...rest];
  }
}

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
