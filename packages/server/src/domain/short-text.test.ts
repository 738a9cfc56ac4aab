import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChaveiroError } from './errors.ts';
import { parseLabel, parseNote, parseRoleName } from './short-text.ts';

function refusal(field: string): (error: unknown) => boolean {
  return (error) => error instanceof ChaveiroError && error.code === 'invalid_request' && error.fields.field === field;
}

test('a label is trimmed and has 1 to 100 characters, counted as people and JSON Schema count', () => {
  assert.equal(parseLabel('  ERP da loja \n'), 'ERP da loja');
  assert.equal(parseLabel('🔑'.repeat(100)), '🔑'.repeat(100));
  for (const bad of ['', ' \t ', 'a'.repeat(101), '🔑'.repeat(101)])
    assert.throws(() => parseLabel(bad), refusal('label'));
});

test('what would break a line, a database or the order of letters is no label', () => {
  for (const code of [0x0, 0x7, 0xa, 0xd, 0x1b, 0x7f, 0x85, 0x2028, 0x2029, 0x202e, 0x2066, 0xd800, 0xdc00]) {
    const bad = `ERP${String.fromCharCode(code)}x`;
    assert.throws(() => parseLabel(bad), refusal('label'), code.toString(16));
  }
  for (const good of ['José & Cia', 'مفتاح', '鍵', 'a\u200db', '<b>"\'']) assert.equal(parseLabel(good), good);
});

test('names of roles and notes are held to the same, under their own field', () => {
  assert.equal(parseRoleName(' Expedição '), 'Expedição');
  assert.throws(() => parseRoleName(''), refusal('name'));
  assert.throws(() => parseNote('a'.repeat(201)), refusal('note'));
  assert.equal(parseNote('a'.repeat(200)).length, 200);
});
