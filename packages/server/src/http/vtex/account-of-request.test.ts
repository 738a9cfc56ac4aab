import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from '../../operations/shop.fixture.ts';
import { accountOfRequest } from './account-of-request.ts';

const base = 'keys.example.com';

function accountOf(host: string | readonly string[], query: object = {}, baseDomain: string | null = base) {
  const rawHeaders = ['Accept', '*/*', ...[host].flat().flatMap((each) => ['hOST', each])];
  return accountOfRequest({ rawHeaders }, query, baseDomain);
}

test('a host names the account under the base domain, whatever its letter case, port and last dot', () => {
  for (const host of [
    'lojaverde.keys.example.com',
    'LojaVerde.KEYS.example.com:8420',
    'lojaverde.keys.example.com.:443',
  ]) {
    assert.equal(accountOf(host), 'lojaverde', host);
  }
});

test('a host that is not under the base domain names none', () => {
  for (const host of [
    base,
    `x${base}`,
    'keys.example.com.evil.example',
    '127.0.0.1:8420',
    '[::1]:8420',
    'localhost',
    '',
  ]) {
    assert.equal(accountOf(host), null, host);
  }
  assert.equal(accountOf('lojaverde.keys.example.com', {}, null), null);
});

test('what stands before the base domain is the account as it is, so that two labels name none that exists', () => {
  assert.equal(accountOf('www.lojaverde.keys.example.com'), 'www.lojaverde');
});

test('`an` names the account where no host does, and an empty one names none', () => {
  assert.equal(accountOf('localhost', { an: 'lojaazul' }), 'lojaazul');
  assert.equal(accountOf('lojaverde.keys.example.com', { an: 'lojaverde' }), 'lojaverde');
  assert.equal(accountOf('localhost', { an: '' }), null);
});

test('two accounts in one request are refused, also when they are the same twice', () => {
  assert.throws(
    () => accountOf('lojaverde.keys.example.com', { an: 'lojaazul' }),
    refusal('invalid_request', 'lojaverde'),
  );
  assert.throws(() => accountOf('localhost', { an: ['lojaverde', 'lojaverde'] }), refusal('invalid_request', 'once'));
  const twice = ['lojaverde.keys.example.com', 'lojaazul.keys.example.com'];
  assert.throws(() => accountOf(twice), refusal('invalid_request', 'Host'));
});

test('a host that is none is refused and not taken for one that names no account', () => {
  const malformed = ['..', ':80:81', '.:80:81', '%2e', ' ', '@evil.example', '/', ',lojaazul.keys.example.com'];
  for (const end of malformed.map((each) => `lojaverde.${base}${each}`)) {
    assert.throws(() => accountOf(end), refusal('invalid_request', 'Host'), end);
  }
  for (const host of [`lojaverde..${base}`, `.${base}`, ':80:81', '[::1', 'localhost:http']) {
    assert.throws(() => accountOf(host), refusal('invalid_request', 'Host'), host);
  }
});
