import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPeerList, peerAddress } from './peers.ts';

test('a list holds its addresses and ranges, of both families, and nothing beside them', () => {
  const list = createPeerList(['127.0.0.0/8', '::1', '10.1.2.3', '2001:db8::/32']);
  for (const inside of ['127.0.0.1', '127.255.255.255', '::1', '10.1.2.3', '2001:db8:1::5']) {
    assert.equal(list.has(inside), true, inside);
  }
  for (const outside of ['128.0.0.1', '10.1.2.4', '::2', '2001:db9::1', '0.0.0.0']) {
    assert.equal(list.has(outside), false, outside);
  }
});

test('an IPv4 peer on a socket for both families is the IPv4 peer', () => {
  const list = createPeerList(['10.0.0.0/8']);
  assert.equal(list.has('::ffff:10.9.9.9'), true);
  assert.equal(list.has('::FFFF:11.9.9.9'), false);
  assert.equal(peerAddress('::ffff:10.9.9.9'), '10.9.9.9');
});

test('an address of a list is the same in every spelling', () => {
  const list = createPeerList(['::ffff:10.1.2.3', '2001:DB8:0::1']);
  for (const inside of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1']) assert.equal(list.has(inside), true, inside);
});

test('the unix socket is a peer only where the list says so', () => {
  assert.equal(createPeerList(['127.0.0.1', 'unix']).has(undefined), true);
  assert.equal(createPeerList(['127.0.0.1']).has(undefined), false);
});

test('an empty list holds nobody', () => {
  const list = createPeerList([]);
  for (const peer of ['127.0.0.1', '::1', undefined]) assert.equal(list.has(peer), false);
});
