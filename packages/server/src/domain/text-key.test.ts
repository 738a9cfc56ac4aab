import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { textKey } from './text-key.ts';

test('letter case, accents and compatibility forms make no difference', () => {
  assert.equal(textKey('Expedição ÀÉÎÕÜ'), 'expedicao aeiou');
  assert.equal(textKey('ｆｕｌｌ ﬁne Ⅻ'), 'full fine xii');
  assert.equal(textKey('İstanbul'), 'istanbul');
  assert.notEqual(textKey('loja 1'), textKey('loja 2'));
});

test('the key of a key is itself, so that what was normalised once compares the same for ever', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(textKey(textKey(text)), textKey(text));
    }),
    { numRuns: 2000 },
  );
});
