import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownOrigins } from './own-origins.ts';
import { checkSameOrigin } from './same-origin.ts';

const own = ownOrigins('https://keys.example.com/chaveiro');

function isLetThrough(...headers: string[]): boolean {
  try {
    checkSameOrigin(headers, own);
    return true;
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'cross_site_request');
    return false;
  }
}

test('Sec-Fetch-Site decides where there is one, whatever Origin says', () => {
  for (const site of ['same-origin', 'none']) {
    assert.equal(isLetThrough('Sec-Fetch-Site', site), true, site);
    assert.equal(isLetThrough('sec-fetch-site', site, 'Origin', 'https://evil.example'), true, site);
  }
  for (const site of ['cross-site', 'same-site', '', 'Same-Origin', 'same-origin, none', 'whatever']) {
    assert.equal(isLetThrough('Sec-Fetch-Site', site, 'Origin', 'https://keys.example.com'), false, site);
  }
  assert.equal(isLetThrough('Sec-Fetch-Site', 'same-origin', 'Sec-Fetch-Site', 'cross-site'), false);
});

test('without it Origin has to be ours', () => {
  assert.equal(isLetThrough('Origin', 'https://keys.example.com', 'User-Agent', 'Mozilla/5.0'), true);
  for (const origin of [
    'https://evil.example',
    'null',
    '',
    'http://keys.example.com',
    'https://keys.example.com:8443',
    'https://keys.example.com.evil.example',
    'https://sub.keys.example.com',
    'https://keys.example.com/',
    'HTTPS://KEYS.EXAMPLE.COM',
  ]) {
    assert.equal(isLetThrough('Origin', origin), false, origin);
  }
  assert.equal(isLetThrough('Origin', 'https://keys.example.com', 'Origin', 'https://evil.example'), false);
});

test('with neither, only what is no browser is let through', () => {
  assert.equal(isLetThrough(), true);
  assert.equal(isLetThrough('User-Agent', 'curl/8.5.0', 'Accept', '*/*'), true);
  assert.equal(isLetThrough('User-Agent', 'node', 'Sec-Fetch-Mode', 'cors'), true, "as Node's fetch does");
  for (const [name, value] of [
    ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/60.0'],
    ['Referer', 'https://keys.example.com/admin'],
    ['Sec-CH-UA', '"Chromium"'],
    ['Upgrade-Insecure-Requests', '1'],
  ] as const) {
    assert.equal(isLetThrough(name, value), false, name);
  }
});

test('on a loopback address its other names are ours as well, on the same port', () => {
  const local = ownOrigins('http://127.0.0.1:8420');
  for (const name of ['localhost', '127.0.0.1', '[::1]']) assert.equal(local.has(`http://${name}:8420`), true, name);
  for (const other of [
    'http://localhost',
    'http://localhost:8421',
    'https://localhost:8420',
    'http://evil.example:8420',
  ]) {
    assert.equal(local.has(other), false, other);
  }
  assert.deepEqual([...own], ['https://keys.example.com']);
});
