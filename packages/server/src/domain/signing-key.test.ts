import assert from 'node:assert/strict';
import { createPublicKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Peppers } from './pepper.ts';
import { findSigner, generateSigningKey, openSigningKey, type SigningKey, stateOfSigningKey } from './signing-key.ts';

const peppers = new Peppers([{ id: 'p1', secret: Buffer.alloc(32, 1) }], 'p1');

function key(signsFrom: number, changes: Partial<SigningKey> = {}): SigningKey {
  const privateKey = { nonce: new Uint8Array(12), ciphertext: new Uint8Array(1) };
  const rest = { publicKey: new Uint8Array(), pepperId: 'p1', createdAt: signsFrom, expiresAt: null };
  return { kid: String(signsFrom), privateKey, signsFrom, ...rest, ...changes };
}

test('a signing key is readable with the pepper that it was sealed under, as itself, and in no other way', () => {
  const made = generateSigningKey(peppers, 5, 9);
  assert.match(made.kid, /^[0-9A-F]{40}$/);
  const opened = openSigningKey(peppers, made);
  const derived = createPublicKey(opened.export({ format: 'pem', type: 'pkcs8' }));
  assert.deepEqual(derived.export({ format: 'der', type: 'spki' }), Buffer.from(made.publicKey));
  assert.ok(made.privateKey && !Buffer.from(made.privateKey.ciphertext).includes('PRIVATE KEY'));

  const others = new Peppers([{ id: 'p1', secret: randomBytes(32) }], 'p1');
  const other = generateSigningKey(peppers, 5, 9);
  for (const open of [
    () => openSigningKey(others, made),
    () => openSigningKey(peppers, { ...made, pepperId: 'p2' }),
    () => openSigningKey(peppers, { ...made, kid: other.kid }),
    () => openSigningKey(peppers, { ...made, privateKey: other.privateKey }),
    () => openSigningKey(peppers, { ...made, privateKey: null }),
  ]) {
    assert.throws(open, { code: 'pepper_missing' });
  }
});

test('the newest key whose time has come signs, and before that of any has, the next one', () => {
  const [one, two, three] = [key(10), key(20), key(30)];
  const keys = [three, one, two];
  const signerAt = (now: number, of: readonly SigningKey[] = keys) => findSigner(of, now)?.kid;
  assert.deepEqual(
    [9, 10, 19, 20, 29, 30, 99].map((now) => signerAt(now)),
    ['10', '10', '10', '20', '20', '30', '30'],
  );
  assert.equal(signerAt(99, []), undefined);
  assert.equal(signerAt(25, [one, key(20, { privateKey: null })]), '10', 'one that was erased signs nothing');
  assert.deepEqual(
    [signerAt(24, [key(20, { expiresAt: 25 })]), signerAt(25, [key(20, { expiresAt: 25 })])],
    ['20', undefined],
  );
});

test('what a key does at a time has one word', () => {
  const keys = [key(30), key(20, { expiresAt: 60 }), key(10, { expiresAt: 50, privateKey: null })];
  const statesAt = (now: number) => keys.map((each) => stateOfSigningKey(each, keys, now));
  assert.deepEqual(statesAt(25), ['announced', 'signing', 'retired']);
  assert.deepEqual(statesAt(30), ['signing', 'retired', 'retired']);
  assert.deepEqual(statesAt(50), ['signing', 'retired', 'over']);
  assert.deepEqual(statesAt(60), ['signing', 'over', 'over']);
});
