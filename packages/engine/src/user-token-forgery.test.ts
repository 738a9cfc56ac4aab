/** What is no user token of ours, however much it looks like one. */
import assert from 'node:assert/strict';
import { createHmac, createSign } from 'node:crypto';
import { test } from 'node:test';
import { indexOf } from './decision.fixture.ts';
import { keyRecord, testUuid } from './records.fixture.ts';
import {
  claimsOfKey,
  claimsOfUser,
  encoded,
  signedToken,
  signingKeyRecord,
  testIat,
  testLife,
  userRecord,
} from './user-token.fixture.ts';
import { userTokenHeader } from './user-token.ts';
import { ask, codeOf, everything, ofAna, ofKey, other, signer } from './user-token-question.fixture.ts';

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
