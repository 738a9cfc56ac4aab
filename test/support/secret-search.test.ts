import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { SecretSearch } from './secret-search.ts';

const token = 'chv_0123456789abcdefghijABCDEFGHIJ0123456789klmnopqrs';
const part = token.slice(9, 23);

test('the search for secrets finds a part of a token in every form that it claims to know', () => {
  const search = new SecretSearch([token]);
  const forms: [string, string | Buffer][] = [
    ['plain', `"${part}"`],
    ['hex', Buffer.from(part).toString('hex')],
    ['hex', Buffer.from(part).toString('hex').toUpperCase()],
    ['percent-encoded', part.replaceAll(/./g, (c) => `%${Buffer.from(c).toString('hex')}`)],
    ['JSON-escaped', part.replaceAll(/./g, (c) => `\\u00${Buffer.from(c).toString('hex')}`)],
    ['UTF-16', Buffer.from(part, 'utf16le')],
    ...[0, 1, 2].map((n): [string, string] => ['base64', Buffer.from('x'.repeat(n) + token).toString('base64')]),
    ['SHA-256', createHash('sha256').update(token).digest()],
    ['SHA-256', createHash('sha256').update(token).digest('hex')],
  ];
  for (const [form, text] of forms) {
    const finds = search.find(text);
    assert.equal(
      finds.some((find) => find.startsWith(form)),
      true,
      `${form}: ${finds}`,
    );
  }
});

test('it finds nothing in what is not a secret', () => {
  const search = new SecretSearch([token]);
  assert.deepEqual(search.find(token.slice(0, 4) + token.slice(4, 15)), []);
  assert.deepEqual(search.find(createHash('sha256').update(`${token}x`).digest('hex')), []);
});
