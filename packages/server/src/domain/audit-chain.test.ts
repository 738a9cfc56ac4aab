import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { auditDigest, auditMac, chainStart, isSameMac } from './audit-chain.ts';

const key = Buffer.alloc(32, 7);
const contentDigest = auditDigest('{"action":"key.created"}');

test('the MAC is HMAC-SHA-256 over previous MAC, revision as 8 bytes and digest, so that others can check it', () => {
  const message = Buffer.concat([chainStart, Buffer.from('0000000000000102', 'hex'), contentDigest]);
  const expected = createHmac('sha256', key).update(message).digest('hex');
  const mac = auditMac(key, { previousMac: chainStart, revision: 258, contentDigest });
  assert.equal(Buffer.from(mac).toString('hex'), expected);
});

test('key, previous MAC, revision and content each change the MAC', () => {
  const link = { previousMac: chainStart, revision: 1, contentDigest };
  const mac = auditMac(key, link);
  assert.ok(isSameMac(mac, auditMac(key, { ...link })));
  assert.ok(!isSameMac(mac, auditMac(Buffer.alloc(32, 8), link)));
  assert.ok(!isSameMac(mac, auditMac(key, { ...link, previousMac: mac })));
  assert.ok(!isSameMac(mac, auditMac(key, { ...link, revision: 2 })));
  assert.ok(!isSameMac(mac, auditMac(key, { ...link, contentDigest: auditDigest('{"action":"key.deleted"}') })));
});

test('MACs of different lengths are different, not an error', () => {
  assert.equal(isSameMac(Buffer.alloc(32), Buffer.alloc(0)), false);
});
