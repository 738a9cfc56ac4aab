import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from '../observability/logger.ts';
import { clientAddress, createTrustedProxies } from './client-address.ts';
import { createPeerList } from './peers.ts';

const nobody = createPeerList([]);
const proxies = createPeerList(['10.0.0.0/8']);

function address(list: typeof proxies, peer: string | undefined, ...forwardedFor: string[]): string {
  const headers = forwardedFor.flatMap((value) => ['X-Forwarded-For', value]);
  return clientAddress(list, peer, headers).address;
}

test('without trusted proxies the peer is the client, whatever it says', () => {
  assert.equal(address(nobody, '10.0.0.1', '203.0.113.9'), '10.0.0.1');
  assert.equal(address(nobody, '::ffff:192.0.2.1', '203.0.113.9'), '192.0.2.1');
  assert.equal(address(nobody, undefined, '203.0.113.9'), 'unix');
});

test('a peer that is no trusted proxy cannot name a client', () => {
  assert.equal(address(proxies, '192.0.2.1', '203.0.113.9'), '192.0.2.1');
});

test('behind trusted proxies the client is the last address that is not one of them', () => {
  assert.equal(address(proxies, '10.0.0.1', '203.0.113.9'), '203.0.113.9');
  assert.equal(address(proxies, '10.0.0.1', '1.2.3.4, 203.0.113.9, 10.0.0.7'), '203.0.113.9');
  assert.equal(address(proxies, '10.0.0.1', '1.2.3.4', '203.0.113.9'), '203.0.113.9');
});

test('a client is one, however its address is written: with a port, in brackets, with spaces, IPv4 in IPv6', () => {
  for (const [plain, spellings] of [
    [
      '203.0.113.7',
      ['203.0.113.7:51234', ' 203.0.113.7\t', '::ffff:203.0.113.7', '::FFFF:cb00:7107', '[::ffff:203.0.113.7]:1'],
    ],
    [
      '2001:db8::1',
      ['[2001:db8::1]:443', '[2001:db8::1]', '2001:DB8::1', '2001:db8:0:0:0:0:0:1', '[2001:0db8::0001]:65535'],
    ],
    ['fe80::1', ['fe80::1%eth0', '[fe80::1%2]:80']],
  ] as const) {
    for (const spelling of [plain, ...spellings]) {
      assert.equal(address(proxies, '10.0.0.1', spelling), plain, spelling);
      assert.equal(address(proxies, '10.0.0.1', `1.2.3.4, ${spelling}, 10.0.0.7:80,`), plain, spelling);
    }
  }
});

test('a header that holds something else than addresses names nobody, and the log says so once', () => {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
  const list = createTrustedProxies(['10.0.0.0/8'], logger);
  assert.equal(address(list, '10.0.0.1', ''), '10.0.0.1');
  assert.equal(address(list, '10.0.0.1', '10.0.0.2'), '10.0.0.1');
  assert.deepEqual(lines, []);
  const unreadable = [
    'unknown',
    '_hidden',
    '1.2.3.4, evil',
    '1.2.3.4:http',
    '[1.2.3.4]',
    '[2001:db8::1',
    '2001:db8::1]:2',
  ];
  for (const value of unreadable) assert.equal(address(list, '10.0.0.1', value), '10.0.0.1', value);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /CHAVEIRO_TRUSTED_PROXIES/);
  assert.doesNotMatch(lines[0] ?? '', /unknown/);
});

test('a call says whether a proxy named its client', () => {
  assert.equal(clientAddress(proxies, '10.0.0.1', ['x-forwarded-for', '203.0.113.9']).isNamedByProxy, true);
  assert.equal(clientAddress(proxies, '10.0.0.1', []).isNamedByProxy, false);
});
