import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSignInCode, signInCodeAt, signInCodeEnd } from './sign-in-code.ts';

const key = Buffer.alloc(32, 1);
const ana = { userId: 'a'.repeat(32), passwordSetAt: 5 };
const begin = 1_790_000_000_000 - (1_790_000_000_000 % 600_000);
const code = signInCodeAt(key, ana, begin + 1);

test('a code is of signs that nobody confuses, and is read however it is typed', () => {
  assert.match(code, /^[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){3}$/);
  for (const typed of [code, code.toLowerCase(), code.replaceAll('-', ''), ` ${code.replaceAll('-', ' ')}\n`]) {
    assert.equal(isSignInCode(key, ana, typed, begin + 2), true, typed);
  }
});

test('it is for one user and one password, under one pepper, and any other text is none', () => {
  for (const typed of ['', '-', code.slice(1), `${code}A`, code.replace(/.$/, code.endsWith('A') ? 'B' : 'A')]) {
    assert.equal(isSignInCode(key, ana, typed, begin), false, typed);
  }
  assert.equal(isSignInCode(key, { ...ana, userId: 'b'.repeat(32) }, code, begin), false);
  assert.equal(isSignInCode(key, { ...ana, passwordSetAt: 6 }, code, begin), false);
  assert.equal(isSignInCode(key, { ...ana, passwordSetAt: null }, code, begin), false);
  assert.equal(isSignInCode(Buffer.alloc(32, 2), ana, code, begin), false);
});

test('it lasts ten minutes at least and twenty at most, and a moment before for a clock that is behind', () => {
  assert.equal(signInCodeEnd(begin + 1), begin + 1_200_000);
  assert.equal(signInCodeEnd(begin + 599_999), begin + 1_200_000);
  assert.equal(isSignInCode(key, ana, code, begin + 1_199_999), true);
  assert.equal(isSignInCode(key, ana, code, begin + 1_200_000), false);
  assert.equal(isSignInCode(key, ana, code, begin - 1), true);
});
