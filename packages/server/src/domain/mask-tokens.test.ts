import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskTokens } from './mask-tokens.ts';

test('a token is hidden wherever it stands in a text, and nothing else is', () => {
  const token = `chv_${'0123456789ABCDEFGHIJabcdefghij'.repeat(2).slice(0, 49)}`;
  assert.equal(maskTokens(`There is no role "${token}".`), 'There is no role "chv_[hidden]".');
  assert.equal(maskTokens(`${token},x${token}/${token.slice(0, -20)}`).includes(token.slice(4, 16)), false);
  for (const text of ['', 'chv_', 'chv_short', 'There is no role "x".']) assert.equal(maskTokens(text), text);
});

test('a user token is hidden, whole or cut off, and what only looks like its beginning is not', () => {
  const part = Buffer.from(JSON.stringify({ alg: 'ES256', kid: 'A'.repeat(40), typ: 'jwt' })).toString('base64url');
  const token = `${part}.${part}.${'x-_'.repeat(28)}`;
  assert.equal(maskTokens(`"${token}" is no field here.`), '"eyJ[hidden]" is no field here.');
  for (const cut of [60, 130, 200]) assert.equal(maskTokens(`${token.slice(0, cut)}…`), 'eyJ[hidden]…');
  assert.equal(maskTokens('eyJ and eyJabc'), 'eyJ and eyJabc');
});

test('the secret of a link is hidden, and the address before it is not', () => {
  const secret = 'aB3-_'.repeat(9).slice(0, 43);
  const single = 'https://keys.example.com/credentials/0b1d6f3e-9d7c-4a53-8f11-2f6f4a6e9c1d';
  assert.equal(maskTokens(`"${single}#${secret}" is no role.`), `"${single}#[hidden]" is no role.`);
  assert.equal(maskTokens(`/admin/setup/password%23${secret.slice(0, 20)}`), '/admin/setup/password%23[hidden]');
  assert.equal(maskTokens('GET /admin/setup/password'), 'GET /admin/setup/password');
});
