import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientAddress } from './client-address.ts';
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

test('a header that holds no addresses names nobody', () => {
  for (const value of ['unknown', '203.0.113.9:4711', '', '1.2.3.4, evil']) {
    assert.equal(address(proxies, '10.0.0.1', value), '10.0.0.1', value);
  }
});

test('a call says whether a proxy named its client', () => {
  assert.equal(clientAddress(proxies, '10.0.0.1', ['x-forwarded-for', '203.0.113.9']).isNamedByProxy, true);
  assert.equal(clientAddress(proxies, '10.0.0.1', []).isNamedByProxy, false);
});
