import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskTokens } from './mask-tokens.ts';

test('a token is hidden wherever it stands in a text, and nothing else is', () => {
  const token = `chv_${'0123456789ABCDEFGHIJabcdefghij'.repeat(2).slice(0, 49)}`;
  assert.equal(maskTokens(`There is no role "${token}".`), 'There is no role "chv_[hidden]".');
  assert.equal(maskTokens(`${token},x${token}/${token.slice(0, -20)}`).includes(token.slice(4, 16)), false);
  for (const text of ['', 'chv_', 'chv_short', 'There is no role "x".']) assert.equal(maskTokens(text), text);
});
