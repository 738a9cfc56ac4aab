import assert from 'node:assert/strict';
import { createHmac, hkdfSync } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { auditMac, chainStart } from './audit-chain.ts';
import { ChaveiroError } from './errors.ts';
import { checkValueOf, Peppers, parsePeppers } from './pepper.ts';

const one = { id: 'one', secret: Buffer.alloc(32, 1) };
const two = { id: 'two', secret: Buffer.alloc(40, 2) };
const keyId = '0f8fad5b-d9cb-469f-a165-70867728950e';
const tokenId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

test('a pepper file is one `id:hex` per line, in the order of its lines', () => {
  const text = `one:${one.secret.toString('hex')}\n\n  two:${two.secret.toString('hex').toUpperCase()}  \r\n`;
  assert.deepEqual(parsePeppers(text), [one, two]);
  assert.deepEqual(parsePeppers(''), []);
});

test('a line that is no pepper, or repeats an id, is named by its number', () => {
  const good = `one:${'ab'.repeat(32)}`;
  for (const bad of [
    'one',
    `two:${'ab'.repeat(31)}`,
    `two:${'ab'.repeat(32)}a`,
    `Two:${'ab'.repeat(32)}`,
    `:${'ab'.repeat(32)}`,
    good,
  ]) {
    assert.deepEqual(parsePeppers(`${good}\n${bad}\n`), { badLine: 2 }, bad);
  }
});

test('token keys, check values and MACs are derived as the format says', () => {
  const peppers = new Peppers([one, two], 'two');
  const tokenKey = createHmac('sha256', one.secret).update(`token${keyId}${tokenId}`).digest();
  assert.deepEqual(peppers.tokenKey(keyId, tokenId, 'one'), tokenKey);
  assert.deepEqual(checkValueOf(one), createHmac('sha256', one.secret).update('checkone').digest());
  const link = { previousMac: chainStart, revision: 1, contentDigest: Buffer.alloc(32) };
  const auditKey = new Uint8Array(hkdfSync('sha256', two.secret, '', 'audit', 32));
  assert.deepEqual(peppers.seal(link), { pepperId: 'two', mac: auditMac(auditKey, link) });
});

test('a pepper that is not there is an error, never another pepper', () => {
  const missing = (error: unknown): boolean => error instanceof ChaveiroError && error.code === 'pepper_missing';
  const peppers = new Peppers([one], 'one');
  assert.throws(() => peppers.tokenKey(keyId, tokenId, 'two'), missing);
  assert.throws(() => new Peppers([one], 'two'), missing);
});

test('printing the peppers shows no secret', () => {
  const peppers = new Peppers([one], 'one');
  const shown = `${JSON.stringify(peppers)} ${inspect(peppers, { showHidden: true, depth: 9 })}`;
  assert.ok(!shown.includes('01 01 01') && !shown.includes('1, 1, 1') && !shown.includes('0101'), shown);
});
