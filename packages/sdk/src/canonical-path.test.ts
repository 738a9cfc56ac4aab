import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isCanonicalPath } from './canonical-path.ts';

const canonical = [
  '/',
  '/a',
  '/a/',
  '/a/b.c/d-e_f~g',
  "/!$&'()*+,=:@",
  '/...',
  '/.a',
  '/a..',
  '/a%20b',
  '/a%3Bb',
  '/a%23b%3Fc',
  '/%C3%A9',
  '/%E2%82%AC%F0%9F%94%91',
  '/a?b=c',
  '/a/?b=/../;%2f',
];

const notCanonical = {
  'not absolute': ['', 'a', 'a/b', '*', 'http://host/a', '?a', '../a'],
  'an empty segment': ['//', '//a', '/a//b', '/a//', '/a//?x'],
  'a dot segment': ['/.', '/..', '/./a', '/../a', '/a/..', '/a/./b', '/a/../b', '/a/.?x', '/a/../'],
  'a hidden dot segment': ['/%2e', '/%2E', '/%2e%2e/a', '/a/.%2e', '/a/%2E./b', '/%252e%252e/a'],
  'a hidden slash, backslash, NUL or percent sign': [
    '/a%2Fb',
    '/a%2fb',
    '/a%5Cb',
    '/a%5cb',
    '/a%00',
    '/a%25',
    '/a%2541',
  ],
  'a path parameter': ['/a;b', '/a;', '/..;/a', '/.;/a', '/a;jsessionid=1'],
  'a fragment': ['/a#b', '/#', '/a?b#c', '/a?#'],
  'a small letter in an escape': ['/a%3b', '/%c3%a9', '/%C3%a9'],
  'an escape that is not needed': ['/%41', '/%7E', '/%2D', '/%40', '/%3A', '/%30'],
  'a broken escape': ['/%', '/%4', '/%G0', '/a%', '/a%C', '/%C3%', '/%u0041', '/% 1'],
  'bytes that are not UTF-8': [
    '/%80',
    '/%C3',
    '/%C3/%A9',
    '/%C3x%A9',
    '/%C0%AE',
    '/%C1%81',
    '/%E0%80%AF',
    '/%ED%A0%80',
    '/%F4%90%80%80',
    '/%FF',
  ],
  'a character that has to be encoded': [
    '/a b',
    '/a\\b',
    '/a"b',
    '/<a>',
    '/a^b',
    '/`',
    '/{a}',
    '/a|b',
    '/[a]',
    '/é',
    '/a\0',
    '/a\tb',
    '/a\n',
  ],
};

test('a path with one spelling is canonical; a query is ignored', () => {
  for (const path of canonical) assert.ok(isCanonicalPath(path), path);
});

for (const [reason, paths] of Object.entries(notCanonical)) {
  test(`a path with ${reason} is not canonical`, () => {
    for (const path of paths) assert.ok(!isCanonicalPath(path), JSON.stringify(path));
  });
}

test('whatever is canonical reads the same after URL parsing, and encodes to itself', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'a',
      '.',
      '..',
      '/',
      '%2E',
      '%2F',
      '%41',
      '%20',
      ';',
      '%3B',
      '%C3%A9',
      '%C3',
      '%E2%82%AC',
      '%25',
      '~',
      '@',
    ),
    fc.string({ minLength: 1, maxLength: 2 }),
  );
  let canonicalCount = 0;
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
      const path = `/${pieces.join('')}`;
      if (!isCanonicalPath(path)) return;
      canonicalCount++;
      const raw = path.split('?', 1)[0] as string;
      assert.equal(new URL(path, 'http://host').pathname, raw);
      // `encodeURIComponent` encodes more than a segment needs; what it adds is undone here.
      const encoded = raw
        .split('/')
        .map((segment) =>
          encodeURIComponent(decodeURIComponent(segment)).replace(/%(?:24|26|2B|2C|3A|3D|40)/g, decodeURIComponent),
        );
      assert.equal(encoded.join('/'), raw);
    }),
    { numRuns: 5_000 },
  );
  assert.ok(canonicalCount > 500, `only ${canonicalCount} canonical paths were tried`);
});
