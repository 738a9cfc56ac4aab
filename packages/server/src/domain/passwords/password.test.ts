import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChaveiroError } from '../errors.ts';
import { parsePassword, readPassword } from './password.ts';

const names = ['ana.souza@lojaverde.example', 'lojaverde'];

function refusal(text: string): string {
  try {
    parsePassword(text, names, 'password');
  } catch (error) {
    assert.ok(error instanceof ChaveiroError);
    assert.deepEqual([error.code, error.fields.field], ['invalid_request', 'password']);
    assert.ok(!error.message.includes(text), 'the password is not repeated');
    return error.message;
  }
  return 'accepted';
}

test('a password has 15 to 256 characters on one line, counted as people count them', () => {
  const good = 'grampo névoa tijolo';
  assert.equal(refusal(good), 'accepted');
  assert.match(refusal('grampo névoa t'), /15 to 256/);
  assert.equal(refusal('grampo névoa ti'), 'accepted');
  const long = Array.from({ length: 60 }, (_, i) => `${i}pera`)
    .join('')
    .slice(0, 256);
  assert.equal(refusal(long), 'accepted');
  assert.match(refusal(`${long}x`), /15 to 256/);
  assert.match(refusal(`${good}\n${good}`), /one line/);
  assert.match(refusal(`${good}\ud800`), /one line/);
  assert.match(refusal('🗝🗝🗝🗝🗝🗝🗝'), /15 to 256/, 'a character outside the first plane counts once');
});

test('the same characters typed on different keyboards are the same password', () => {
  assert.equal(parsePassword('grampo ne\u0301voa tijolo', names, 'password'), readPassword('grampo n\u00e9voa tijolo'));
});

test('what is tried first is refused, whatever its case, accents and disguises', () => {
  for (const text of [
    'passwordpassword',
    'Password123456789',
    'P4ssw0rd!P4ssw0rd!',
    '123456789012345',
    '098765432109876',
    'qwertyuiopasdfghjkl',
    'QWERTYuiop12345',
    '1qaz2wsx3edc4rfv',
    '1q2w3e4r5t6y7u8i',
    'abcdefghijklmnop',
    'aaaaaaaaaaaaaaaaaa',
    'abababababababab',
    'iloveyouforever2026',
    'minhasenhaforte1',
    'Contraseña segura 1',
    'MinhaSenha2025!!',
    'welcomewelcome1999',
    'correcthorsebatterystaple',
    'letmeinletmein123',
    'AdminAdmin123456',
    'chaveirochaveiro',
    'Summer2024Winter2025',
    'futebolflamengo10',
  ]) {
    assert.match(refusal(text), /tried first/, text);
  }
});

test('the names of user and account, and what is around them, are no password', () => {
  for (const text of [
    'ana.souza@lojaverde.example',
    'AnaSouzaLojaVerde',
    'lojaverde-lojaverde',
    'L0j4v3rd3 senha 2026',
    'souza1234567890',
  ]) {
    assert.match(refusal(text), /tried first/, text);
  }
});

test('words that have nothing to do with it are enough, without signs and digits', () => {
  for (const text of [
    'grampo névoa tijolo alicate',
    'violet kettle umbrage tundra',
    'k7#vR2!mQz9&xLp4',
    'o sapateiro comprou 3 damascos',
    'パスフレーズは長いほうがよいです',
    'мой кот любит читать газеты',
  ]) {
    assert.equal(refusal(text), 'accepted', text);
  }
});
