import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEmail } from './email.ts';
import { ChaveiroError } from './errors.ts';

test('an address has one form, whatever its letter case and the spaces around it', () => {
  assert.equal(parseEmail(' Ana.Souza+Loja@LojaVerde.Example\n', 'owner'), 'ana.souza+loja@lojaverde.example');
  assert.equal(parseEmail("o'neil@a-b.c.example", 'owner'), "o'neil@a-b.c.example");
});

test('what is no address is refused under the field it came in', () => {
  const bad = [
    '',
    'ana',
    'ana@',
    '@loja.example',
    'ana@loja',
    'ana@loja..example',
    'ana@-loja.example',
    'ana..b@loja.example',
    '.ana@loja.example',
    'ana@@loja.example',
    'ana b@loja.example',
    'Ana <ana@loja.example>',
    'ana@loja.example\u0000',
    'ana\r\nbcc: x@loja.example',
    `${'a'.repeat(65)}@loja.example`,
    `ana@${'a.'.repeat(125)}example`,
  ];
  for (const text of bad) {
    assert.throws(
      () => parseEmail(text, 'owner'),
      (error) => error instanceof ChaveiroError && error.code === 'invalid_request' && error.fields.field === 'owner',
      JSON.stringify(text),
    );
  }
});

test('a letter that only looks like another one does not get into an address', () => {
  // The Kelvin sign is `k` in lower case; the dotless i and an accent are other letters to a mail server.
  for (const text of [
    '\u212Aate@loja.example',
    'm\u0131ke@loja.example',
    'jos\u00e9@loja.example',
    'ana@lo\u212Aa.example',
  ]) {
    assert.throws(() => parseEmail(text, 'owner'), ChaveiroError, text);
  }
});

test('a long hostile text is refused in no time', () => {
  const started = performance.now();
  for (const text of [`${'a.'.repeat(25_000)}@`, `a@${'a-'.repeat(25_000)}`, `${'a'.repeat(50_000)}@b.c`]) {
    assert.throws(() => parseEmail(text, 'owner'), ChaveiroError);
  }
  assert.ok(performance.now() - started < 250);
});
