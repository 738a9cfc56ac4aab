import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findPathFault, isCanonicalPath, undoReservedEscapes } from './canonical-path.ts';

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
  '/ana%40example.com/2026-12-01T10%3A00%3A00Z',
  '/%21%24%26%27%28%29%2A%2B%2C%3A%3D%40',
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
  'an escape that is not needed': ['/%41', '/%7E', '/%2D', '/%2E', '/%5F', '/%30', '/%40%41'],
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

test('a path with one meaning is canonical; a query is ignored', () => {
  for (const path of canonical) assert.ok(isCanonicalPath(path), path);
});

for (const [reason, paths] of Object.entries(notCanonical)) {
  test(`a path with ${reason} is not canonical`, () => {
    for (const path of paths) assert.ok(!isCanonicalPath(path), JSON.stringify(path));
  });
}

test('what the standard encoders make of any text is canonical, and means the same in both spellings', () => {
  // RFC 6570 leaves only unreserved characters; `encodeURIComponent` also leaves five others.
  const byTheBook = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (raw) => `%${raw.charCodeAt(0).toString(16).toUpperCase()}`);
  const text = fc
    .string({
      unit: fc.oneof(fc.constantFrom(...":@!$&'()*+,;=é€ ~"), fc.string({ minLength: 1, maxLength: 1 })),
      minLength: 1,
    })
    .filter((value) => !/[/\\%\0]/.test(value) && value !== '.' && value !== '..');
  fc.assert(
    fc.property(text, (value) => {
      for (const encode of [encodeURIComponent, byTheBook]) {
        assert.ok(isCanonicalPath(`/a/${encode(value)}/b`), encode(value));
        assert.equal(undoReservedEscapes(encode(value)), undoReservedEscapes(byTheBook(value)));
        assert.equal(decodeURIComponent(undoReservedEscapes(encode(value))), value);
      }
    }),
    { numRuns: 1_000 },
  );
});

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
      '%40',
      '%3A',
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
      // `encodeURIComponent` encodes more than a segment needs; what may stand raw is compared raw.
      const encoded = raw.split('/').map((segment) => encodeURIComponent(decodeURIComponent(segment)));
      assert.equal(undoReservedEscapes(encoded.join('/')), undoReservedEscapes(raw));
    }),
    { numRuns: 5_000 },
  );
  assert.ok(canonicalCount > 500, `only ${canonicalCount} canonical paths were tried`);
});

const faults: readonly [path: string, place: number, reason: RegExp][] = [
  ['', 1, /^a path begins with "\/"$/],
  ['http://host/a', 1, /begins with/],
  ['/a//b', 3, /^two slashes follow each other$/],
  ['/a/../b', 3, /^"\.\." is no name of a segment$/],
  ['/a/.?x', 3, /^"\." is no name/],
  ['/.a/..b/...;', 12, /^";" is written "%3B"$/],
  ['/a%2Fb', 3, /^"%2F" is never in a path/],
  ['/a%00', 3, /^"%00" is never/],
  ['/a%40%7E', 6, /^"%7E" is written "~"$/],
  ['/a%2e', 3, /^"%2e" is written "%2E"$/],
  ['/a%', 3, /^after "%" come two hexadecimal digits$/],
  ['/a%zz', 3, /^after "%"/],
  ['/%C3%A9/%C3%28', 9, /^what begins with "%C3" is not UTF-8$/],
  ['/%C3%a9', 5, /^"%a9" is written "%A9"$/],
  ['/a\\b', 3, /^a backslash is never in a path$/],
  ['/a|b', 3, /^"\|" is written "%7C"$/],
  ['/a b', 3, /^spaces, control characters/],
  ['/\xe9', 2, /^spaces, control characters/],
  ['/a#b', 3, /^"#" is never sent/],
  ['/a?b#c', 5, /^"#" is never sent/],
];

for (const [path, place, reason] of faults) {
  test(`the fault of ${JSON.stringify(path)} is told with its place`, () => {
    const fault = findPathFault(path);
    assert.equal(fault?.place, place);
    assert.match(fault?.reason ?? '', reason);
  });
}

test('every path that is not canonical has a fault, briefly told and soon found; a canonical one has none', () => {
  const every = Object.values(notCanonical).flat();
  for (const path of every) assert.notEqual(findPathFault(path), null, path);
  for (const path of canonical) assert.equal(findPathFault(path), null, path);
  const piece = fc.constantFrom('a', '/', '.', '%', '2', 'e', 'C3', '%A9', '%40', '%C3', '?', '#', ';', 'é');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const path = `/${pieces.join('')}`;
      const fault = findPathFault(path);
      assert.equal(fault === null, isCanonicalPath(path), path);
      if (fault === null) return;
      assert.ok(fault.place >= 1 && fault.place <= path.length && fault.reason.length < 100, path);
    }),
    { numRuns: 2_000 },
  );
  const start = performance.now();
  for (const unit of ['a/', '%40', '%C3%A9', 'a']) findPathFault(`/${unit.repeat(48_000 / unit.length)};`);
  assert.ok(performance.now() - start < 1_000, 'its time grows with the length alone');
});
