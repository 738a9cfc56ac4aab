import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonLine } from './json-line.ts';

test('no character at which any reader ends a line is left in a line of JSON, and nothing is lost', () => {
  // https://www.unicode.org/reports/tr14/ BK, CR, LF, NL; Python's str.splitlines() adds U+001C to U+001E.
  const separators = '\n\v\f\r\u001c\u001d\u001e\u0085\u2028\u2029';
  const value = { [`a${separators}`]: `Olá ${separators}\u007f\u009b 😀` };
  const line = jsonLine(value);
  assert.doesNotMatch(line.slice(0, -1), /[\p{Cc}\p{Zl}\p{Zp}]/u);
  assert.match(line, /\\u0085\\u2028\\u2029.*Olá|Olá.*\\u0085\\u2028\\u2029.*😀/);
  assert.deepEqual(JSON.parse(line), value);
});
