import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  formatToken,
  generateToken,
  hasValidChecksum,
  isImportedTokenShape,
  isWellFormedToken,
  tokenDigest,
  tokenPattern,
} from './token-format.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const isAccepted = (text: string) => isWellFormedToken(text) && hasValidChecksum(text);

test('the checksum is CRC-32 of prefix and random part, in base 62, padded, most significant digit first', () => {
  // The expected digits were computed with another implementation, Python's `zlib.crc32`.
  assert.equal(formatToken('0'.repeat(43)), `chv_${'0'.repeat(43)}1MTqDQ`);
  assert.equal(formatToken(alphabet.slice(0, 43)), `chv_${alphabet.slice(0, 43)}2nKXKl`);
});

test('a token fits into one block of SHA-256', () => {
  const token = generateToken();
  assert.equal(token.length, 53);
  assert.ok(token.length <= 55, 'a block of 64 bytes less 9 of padding');
});

test('generated tokens are accepted, match the published pattern and never repeat', () => {
  const seen = new Set<string>();
  for (let count = 0; count < 20_000; count++) {
    const token = generateToken();
    assert.match(token, tokenPattern);
    assert.ok(isAccepted(token), token);
    seen.add(token);
  }
  assert.equal(seen.size, 20_000);
});

test('each of the 43 places takes each of the 62 characters equally often', () => {
  const samples = 20_000;
  const counts = Array.from({ length: 43 }, () => new Map<string, number>());
  for (let count = 0; count < samples; count++) {
    const token = generateToken();
    counts.forEach((place, index) => {
      const character = token.charAt(4 + index);
      place.set(character, (place.get(character) ?? 0) + 1);
    });
  }
  const expected = samples / 62;
  for (const [index, place] of counts.entries()) {
    let chiSquare = 0;
    for (const character of alphabet) chiSquare += ((place.get(character) ?? 0) - expected) ** 2 / expected;
    // 61 degrees of freedom: one fair place in ten million goes beyond 134. A plain remainder of a
    // byte would come to more than 500.
    assert.ok(chiSquare < 134, `place ${index}: chi-square ${chiSquare}`);
  }
});

test('of all characters in all places, exactly the 62 of the alphabet are well formed', () => {
  const token = generateToken();
  for (let at = 0; at < token.length; at++) {
    for (let code = 0; code < 0x180; code++) {
      const text = token.slice(0, at) + String.fromCharCode(code) + token.slice(at + 1);
      assert.equal(isWellFormedToken(text), tokenPattern.test(text), `place ${at}, character ${code}`);
      if (code > 0x7f) assert.ok(isWellFormedToken(token), 'what was refused leaves no trace');
    }
  }
  for (const text of ['\u{1f511}'.repeat(26) + token.slice(0, 1), '\u20ac'.repeat(53), '\ud800'.repeat(53)]) {
    assert.equal(text.length, token.length);
    assert.equal(isWellFormedToken(text), false);
    assert.ok(isWellFormedToken(token));
  }
});

test('every single wrong character, every swap of neighbours and every flip of case is refused', () => {
  let mutations = 0;
  const refuse = (mutated: string, original: string) => {
    if (mutated === original) return;
    mutations++;
    assert.ok(!isAccepted(mutated), `${mutated} from ${original}`);
  };
  for (let count = 0; count < 400; count++) {
    const token = generateToken();
    for (let at = 0; at < token.length; at++) {
      const before = token.slice(0, at);
      const here = token.charAt(at);
      const after = token.slice(at + 1);
      const replacement = alphabet.charAt((count * 53 + at * 7) % 62);
      refuse(before + replacement + after, token);
      refuse(before + after.charAt(0) + here + after.slice(1), token);
      refuse(before + (here === here.toLowerCase() ? here.toUpperCase() : here.toLowerCase()) + after, token);
    }
  }
  assert.ok(mutations > 50_000, `only ${mutations} mutations`);
});

test('what is longer, shorter, padded or from another alphabet is not well-formed', () => {
  const token = generateToken();
  for (const text of ['', token.slice(1), `${token}0`, `${token}\n`, ` ${token}`, `${token.slice(0, 52)}-`]) {
    assert.ok(!isWellFormedToken(text), JSON.stringify(text));
  }
  assert.ok(!isWellFormedToken(`chv_${'é'.repeat(49)}`));
});

test('an imported token has 20 to 256 visible ASCII characters', () => {
  assert.ok(isImportedTokenShape('!'.repeat(20)));
  assert.ok(isImportedTokenShape('~'.repeat(256)));
  for (const text of ['x'.repeat(19), 'x'.repeat(257), `${'x'.repeat(20)} `, `${'x'.repeat(20)}\n`, 'é'.repeat(20)]) {
    assert.ok(!isImportedTokenShape(text), JSON.stringify(text));
  }
});

test('the digest is SHA-256, one character a byte', () => {
  const token = generateToken();
  assert.equal(
    Buffer.from(tokenDigest(token), 'latin1').toString('hex'),
    createHash('sha256').update(token).digest('hex'),
  );
});
