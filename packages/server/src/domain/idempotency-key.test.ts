import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { IdempotencyKey } from './idempotency-key.ts';

test('a key is a text that can have 128 random bits', () => {
  for (let i = 0; i < 1000; i++) {
    new IdempotencyKey(randomBytes(17).toString('base64url').slice(0, 22));
    new IdempotencyKey(randomBytes(16).toString('hex'));
  }
  for (const text of [
    randomBytes(16).toString('hex').toUpperCase(),
    `${randomUUID()}.${randomUUID()}`.replace('.', '_'),
    '7'.repeat(39),
    'g'.repeat(255),
    'chv_0123456789012345678901234567890123456789012345678',
  ]) {
    new IdempotencyKey(text);
  }
});

test('anything else is refused by name, with what would be right, and is not quoted', () => {
  for (const [text, says] of [
    ['', '22 to 255'],
    ['abcdefghijklmnopqrstu', '22 to 255'],
    ['g'.repeat(256), '22 to 255'],
    ['one-key-of-mine with a space', '22 to 255'],
    ['abcdefghijklmnopqrstuvw, abcdefghijklmnopqrstuvw', '22 to 255'],
    ['çççççççççççççççççççççççççç', '22 to 255'],
    [randomUUID(), '122'],
    [randomUUID().toUpperCase(), '122'],
    ['0123456789abcdef0123456789abcde', 'hexadecimal digits it takes at least 32'],
    ['01234567-89ab-cdef-0123-456789abcde', 'hexadecimal digits it takes at least 32'],
    ['2026-03-01-12-00-00-000000', 'decimal digits it takes at least 39'],
  ] as const) {
    assert.throws(
      () => new IdempotencyKey(text),
      (error: Error & { code: string; fields: { field: string } }) => {
        assert.deepEqual([error.code, error.fields.field], ['invalid_request', 'Idempotency-Key']);
        assert.ok(error.message.includes(says), error.message);
        assert.ok(text === '' || !error.message.includes(text));
        return true;
      },
    );
  }
});

test('quotation marks around a key are not part of it', () => {
  const text = randomBytes(16).toString('hex');
  assert.deepEqual(new IdempotencyKey(`"${text}"`).id, new IdempotencyKey(text).id);
  assert.throws(() => new IdempotencyKey(`"${text}`), { code: 'invalid_request' });
});

test('what is sealed opens under the same key alone, and nothing that is stored leads to the key', () => {
  const [text, other] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
  const key = new IdempotencyKey(text);
  const sealed = key.seal('{"appToken":"ção"}');
  assert.equal(new IdempotencyKey(text).unseal(sealed), '{"appToken":"ção"}');
  assert.equal(new IdempotencyKey(other).unseal(sealed), undefined);
  const damaged = { ...sealed, ciphertext: sealed.ciphertext.map((byte, i) => (i === 0 ? byte ^ 1 : byte)) };
  assert.equal(key.unseal(damaged), undefined);
  assert.notDeepEqual(key.seal('a').nonce, key.seal('a').nonce);
  assert.notDeepEqual(key.macOf('a'), new IdempotencyKey(other).macOf('a'));
  assert.notDeepEqual(key.macOf('a'), key.macOf('b'));
  const derived = [key.id, key.macOf(''), sealed.ciphertext].map((bytes) => Buffer.from(bytes).toString('hex'));
  assert.equal(new Set(derived).size, 3);
  assert.ok(!inspect(key, { showHidden: true, depth: 5 }).includes(text));
  assert.ok(!JSON.stringify(key).includes(text));
});
