import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateToken, hasValidChecksum, isWellFormedToken, tokenPattern } from '@chaveiro/engine';
import { times } from '../support/long.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const samples = times({ short: 5_000, long: 1_000_000 });
const isAccepted = (text: string) => isWellFormedToken(text) && hasValidChecksum(text);

test(`A1: of ${samples} tokens none comes twice, all look as published, and each place is uniform`, () => {
  const seen = new Set<string>();
  const counts = Array.from({ length: 43 }, () => new Uint32Array(62));
  const digits = new Map([...alphabet].map((character, index) => [character, index]));
  for (let n = 0; n < samples; n++) {
    const token = generateToken();
    assert.equal(tokenPattern.test(token) && isAccepted(token), true, token);
    seen.add(token);
    for (const [place, count] of counts.entries()) {
      const digit = digits.get(token.charAt(4 + place)) as number;
      count[digit] = (count[digit] ?? 0) + 1;
    }
  }
  assert.equal(seen.size, samples);
  // 43 characters of 62 are 256 bits, above the 238 that are promised, if they are uniform.
  assert.equal(43 * Math.log2(62) > 238, true);
  for (const [place, count] of counts.entries()) {
    const expected = samples / 62;
    const chiSquare = count.reduce((sum, observed) => sum + (observed - expected) ** 2 / expected, 0);
    // 61 degrees of freedom: one fair place in ten million goes beyond 134.
    assert.equal(chiSquare < 134, true, `place ${place}: ${chiSquare}`);
  }
});

test(`A1: ${samples} mistyped tokens are refused before anything is looked up`, () => {
  let token = generateToken();
  for (let n = 0; n < samples; n++) {
    if (n % 100 === 0) token = generateToken();
    const at = 4 + (n % 49);
    const here = token.charAt(at);
    const next = token.charAt(at + 1);
    const typed = alphabet.charAt((alphabet.indexOf(here) + 1 + (n % 61)) % 62);
    const flipped = here === here.toLowerCase() ? here.toUpperCase() : here.toLowerCase();
    for (const [wrong, rest] of [
      [typed, next],
      [next, here],
      [flipped, next],
    ] as const) {
      const mistyped = token.slice(0, at) + wrong + rest + token.slice(at + 2);
      assert.equal(isAccepted(mistyped), mistyped === token, mistyped);
    }
  }
});
