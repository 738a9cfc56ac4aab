import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { generateKeyString, isKeyId, isKeyString } from './key-string.ts';

test('a new key string is prefix, account and six capital letters, and passes as a key string', () => {
  for (let i = 0; i < 1000; i++) {
    const text = generateKeyString('vtexappkey', 'lojaverde');
    assert.match(text, /^vtexappkey-lojaverde-[A-Z]{6}$/);
    assert.ok(isKeyString(text));
  }
});

test('every letter can stand at every place', () => {
  const seen = Array.from({ length: 6 }, () => new Set<string>());
  for (let i = 0; i < 2000; i++) {
    const letters = generateKeyString('a', 'b').slice(4);
    for (const [place, letter] of [...letters].entries()) seen[place]?.add(letter);
  }
  assert.deepEqual(
    seen.map((letters) => letters.size),
    [26, 26, 26, 26, 26, 26],
  );
});

test('ids and key strings are never mistaken for each other', () => {
  const id = randomUUID();
  assert.ok(isKeyId(id) && !isKeyString(id) && !isKeyString(id.toUpperCase()));
  assert.ok(!isKeyId('appkey-lojaverde-ABCDEF') && !isKeyId(`${id} `) && !isKeyId(id.replaceAll('-', '')));
});

test('what no key string can be is not looked up', () => {
  for (const bad of ['', 'abc', 'a'.repeat(129), 'with space', 'zero\u0000', "o'clock", 'ação', 'a/b/c']) {
    assert.equal(isKeyString(bad), false, bad);
  }
});
