import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrongWordsIn } from './words.ts';

test('a word that is said otherwise here is found, with its line and the right one', () => {
  assert.deepEqual(wrongWordsIn('const a = 1;\n/** So many events at once. */\n'), [
    '2: "So many": here it is the number’s subject first: "Failed look-ups allowed per hour"',
  ]);
  assert.equal(wrongWordsIn('await enterAccount(tx); entries.mention(1); judgeKey(row);').length, 3);
  assert.deepEqual(wrongWordsIn('const decision = decide(index, request); // nobody can judge that'), []);
});
