import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateToken } from '#engine';
import { parseEmail } from './email.ts';
import { ChaveiroError } from './errors.ts';
import { parseLabel, parseNote, parseRoleName, parseUserName, problemOfText } from './short-text.ts';

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
  for (const good of ['José & Cia', 'مفتاح', '鍵', '<b>"\'']) assert.equal(parseLabel(good), good);
});

test('names of roles and notes are held to the same, under their own field', () => {
  assert.equal(parseRoleName(' Expedição '), 'Expedição');
  assert.throws(() => parseRoleName(''), refusal('name'));
  assert.throws(() => parseNote('a'.repeat(201)), refusal('note'));
  assert.equal(parseNote('a'.repeat(200)).length, 200);
});

const secret = 'aB3-_'.repeat(9).slice(0, 43);
const link = `/credentials/0b1d6f3e-9d7c-4a53-8f11-2f6f4a6e9c1d#${secret}`;
const userToken = [{ alg: 'ES256' }, { sub: 'ana@lojaverde.example' }]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .join('.');
const secrets: readonly [string, string][] = [
  ['an API token', generateToken()],
  ['an API token', `X-VTEX-API-AppToken: chv_chv_${generateToken().slice(4)}, chv_${generateToken()}x`],
  ['a user token', `${userToken}.${'x'.repeat(86)}`],
  ['a single-access link', `https://keys.example.com${link}`],
  ['a single-access link', `see ${link.replace('#', '%23')} once`],
  ['a set-up link', `http://127.0.0.1:8420/admin/setup/invitation#${secret}`],
  ['a set-up link', `/admin/setup/password#${secret}`],
];

test('no text that people write holds a secret, and the refusal says which kind without repeating it', () => {
  for (const [kind, text] of secrets) {
    for (const parse of [
      parseLabel,
      parseRoleName,
      parseUserName,
      parseNote,
      (it: string) => parseEmail(it, 'email'),
    ]) {
      assert.throws(
        () => parse(text),
        ({ message }: Error) => {
          assert.ok(
            message.includes(kind) || (parse.length === 1 && message.startsWith('An e-mail')),
            `${kind}: ${message}`,
          );
          return text.split(/[^\w-]/).every((part) => part.length < 12 || !message.includes(part));
        },
        text,
      );
    }
  }
  assert.throws(() => parseEmail(`${generateToken()}@shop.example`, 'email'), refusal('email'));
});

test('what only looks like a secret is a text like any other', () => {
  const token = generateToken();
  const wrongChecksum = token.slice(0, -1) + (token.endsWith('a') ? 'b' : 'a');
  const few = [
    wrongChecksum,
    token.slice(0, -1),
    'chv_',
    'chv_ tokens',
    'eyJ',
    'eyJhbGciOiJFUzI1NiJ9',
    'chv_'.repeat(20),
  ];
  for (const good of [...few, link.split('#')[0] as string, '/admin/setup/invitation#', '/admin/setup/x#short']) {
    assert.equal(parseLabel(good), good);
  }
  assert.equal(problemOfText('eyJ'.repeat(20_000), 100)?.includes('1 to 100'), true, 'and no long work over it');
});

test('a name has something to see, nothing that cannot be seen, and one space where there is some', () => {
  assert.equal(parseLabel('\u00a0OMS \u2003 -\u2800\u3000Read  only '), 'OMS - Read only');
  for (const nothing of [
    '\u2800',
    '\u3164',
    '\u115f\u1160',
    '\uffa0',
    '\u200b',
    '\u0301',
    '\u00ad',
    '\ufe0f',
    '\u2060',
  ]) {
    assert.throws(() => parseRoleName(nothing), refusal('name'), nothing.codePointAt(0)?.toString(16));
  }
  for (const hidden of [
    '\u200b',
    '\u200c',
    '\u200d',
    '\u200e',
    '\u200f',
    '\u061c',
    '\u00ad',
    '\ufeff',
    '\u034f',
    '\u{e0041}',
  ]) {
    assert.throws(() => parseRoleName(`OMS${hidden} 1`), /nobody sees \(U\+/, hidden.codePointAt(0)?.toString(16));
  }
  assert.throws(() => parseRoleName('1\ufe0f'), /U\+FE0F/);
  for (const lone of ['\u0301OMS', 'OMS \u0301']) assert.throws(() => parseRoleName(lone), /without a letter/);
  for (const good of ['👩🏽‍💻', '❤️ Loja', '👨‍👩‍👧', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏳️‍🌈', '👁‍🗨', '🇧🇷', 'Zoe\u0308', 'कि', '|', '☎︎']) {
    assert.equal(parseRoleName(good), good);
  }
});
