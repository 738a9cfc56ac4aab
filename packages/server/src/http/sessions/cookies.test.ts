import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSignInCookies } from './cookies.ts';

const secret = 'x'.repeat(43);

test('over https a session is in a __Host- cookie: Secure, HttpOnly, SameSite=Strict, for the whole host', () => {
  const cookies = createSignInCookies('https://keys.example.com/chaveiro');
  assert.deepEqual(cookies.set({ session: secret, device: secret }), [
    `__Host-chaveiro-session=${secret}; Path=/; HttpOnly; SameSite=Strict; Secure`,
    `__Host-chaveiro-device=${secret}; Max-Age=15552000; Path=/; HttpOnly; SameSite=Strict; Secure`,
  ]);
  assert.deepEqual(cookies.set({ session: null }), [
    '__Host-chaveiro-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure',
  ]);
  assert.deepEqual(cookies.set({}), []);
});

test('without Secure and prefix only on a loopback address over http', () => {
  for (const url of ['http://127.0.0.1:8420', 'http://localhost:8420', 'http://[::1]:8420', 'http://127.3.2.1']) {
    const [cookie] = createSignInCookies(url).set({ session: secret });
    assert.equal(cookie, `chaveiro-session=${secret}; Path=/; HttpOnly; SameSite=Strict`, url);
  }
  for (const url of [
    'https://localhost',
    'http://0.0.0.0:8420',
    'http://keys.example.com',
    'http://127.0.0.1.example.com',
  ]) {
    const [cookie] = createSignInCookies(url).set({ session: secret });
    assert.match(cookie ?? '', /^__Host-.*; Secure$/, url);
  }
});

test('the cookie is found among others, in any Cookie header; two of it are nobody', () => {
  const { session } = createSignInCookies('https://keys.example.com');
  const name = '__Host-chaveiro-session';
  assert.equal(session(['Cookie', `a=b; ${name}=${secret};c=d`]), secret);
  assert.equal(session(['cookie', 'a=b', 'COOKIE', `${name} = ${secret}`]), secret);
  assert.equal(
    session(['Cookie', `x${name}=${secret}; chaveiro-session=${secret}; ${name.toLowerCase()}=y; ${name}=`]),
    undefined,
  );
  assert.equal(session(['Cookie', `${name}=${secret}; ${name}=${secret}`]), 'ambiguous');
  assert.equal(session(['Cookie', `${name}=${secret}`, 'Cookie', `${name}=y`]), 'ambiguous');
  assert.equal(session(['X-Cookie', `${name}=${secret}`]), undefined);
});
