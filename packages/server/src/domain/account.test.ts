import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAccountName, isAccountName } from './account.ts';
import { ChaveiroError } from './errors.ts';

test('an account name is 2 to 40 lower-case letters and digits, and starts with a letter', () => {
  for (const good of ['lojaverde', 'l1', 'a'.repeat(40)]) checkAccountName(good);
  for (const bad of [
    '',
    'a',
    'a'.repeat(41),
    'Loja',
    '1loja',
    'loja-verde',
    'loja verde',
    'loja\n',
    'lojá',
    'loja\u0000',
  ]) {
    assert.throws(() => checkAccountName(bad), ChaveiroError, JSON.stringify(bad));
    assert.equal(isAccountName(bad), false, JSON.stringify(bad));
  }
});

test('names that would pass for a part of the system are reserved, and the refusal says so', () => {
  for (const name of ['admin', 'api', 'operator', 'www', 'healthz']) {
    assert.throws(() => checkAccountName(name), /is reserved/);
  }
});
