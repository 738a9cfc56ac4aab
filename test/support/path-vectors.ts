/**
 * Targets of request lines as a hostile client writes them, each below `/reports/`, which the example
 * gateways protect. Latin-1: a character is a byte.
 */

/** Pieces that make a path mean something else to another reader. */
const pieces = [
  ['dot segments', '.', '..', './..', '../..', '%2e', '%2E', '%2e%2e', '%2E%2E', '.%2e', '%2e.', '..%2f', '%2e%2e%2f'],
  ['double encoding', '%252e', '%252e%252e', '%252f', '%255c', '%25', '%2525', '%25%32%65'],
  ['slashes', '/', '//', '%2f', '%2F', '%5c', '%5C', '\\', '\\..\\', '..\\', '%2f..%2f', '%5c..%5c', '/./', '/../'],
  ['path parameters', ';', ';x', ';x=1', '..;', '..;/', '.;', '.;/', ';/..', ';jsessionid=1', '%3b', '%3Bx'],
  ['fragments', '#', '#x', '%23', '%23x', '#/../', '%3f', '%3F', '%3fx=1'],
  ['control characters', '%00', '%00.html', '%0a', '%0d%0a', '%09', '%7f', '%1b', '\x01', '\x7f'],
  [
    'overlong and broken UTF-8',
    '%c0%ae',
    '%C0%AE',
    '%c0%af',
    '%e0%80%ae',
    '%f0%80%80%af',
    '%ff',
    '%C3',
    '%C3%28',
    '%ED%A0%80',
  ],
  ['raw bytes', '\xff', '\xc3\xa9', '\xe9', '\xc0\xae', '\xef\xbc\x8e'],
  ['look-alikes', '%EF%BC%8E', '%EF%BC%8F', '%u002e', '%u2215', '%E2%80%AE'],
  ['trailing dots and spaces', 'x.', 'x..', 'x...', 'x%20', 'x%2e', '%20', '%20/'],
  [
    'needless or broken encoding',
    '%61',
    '%41',
    '%7E',
    '%7e',
    '%2D',
    '%',
    '%2',
    '%zz',
    '%G0',
    '%e9',
    '%c3%a9',
    '%3a',
    '%4a',
  ],
  ['characters that need encoding', '"', '<', '>', '^', '`', '{', '}', '|', '[x]', '%22', '%3C', '%5B', '%7B'],
  [
    'ordinary',
    'a',
    'A',
    'a.b',
    '~a',
    'a:b',
    '@a',
    "a!$&'()*+,=b",
    '%40',
    'ana%40example.com',
    '2026-12-01T10%3A00%3A00Z',
    '%21%24%26%27%28%29%2A%2B%2C%3A%3D%40',
    '%C3%A9',
    '%F0%9F%94%91',
    'caf%C3%A9',
    '...',
    '.a',
    'a.',
  ],
] as const;

const places = [
  (piece: string) => `/reports/${piece}`,
  (piece: string) => `/reports/a${piece}b`,
  (piece: string) => `/reports/${piece}/b`,
];

/** Targets that are not just a path below `/reports/`. */
const otherForms = [
  '/reports/../api/oms/pvt/orders',
  '/public/../reports/a',
  '/public/%2e%2e/reports/a',
  '/public%2f..%2freports/a',
  '//reports/a',
  '///reports//a',
  '/./reports/a',
  '/%72eports/a',
  '/REPORTS/a',
  '/Reports/a',
  '/reports%2fa',
  '/reports\\a',
  '/reports;x/a',
  '/reports',
  '/reports/',
  '/reports//',
  '/reports/a/',
  '/reports/a//',
  '/reports/a?../../b',
  '/reports/a?%2e%2e/%00',
  '/reports/a?#',
  'http://shop.example/reports/a',
  'http://other.example/reports/a',
  'http://shop.example/reports/../api/a',
  'http://shop.example//reports/a',
  'https://shop.example/reports/a',
  'ftp://shop.example/reports/a',
  '*',
  'reports/a',
  './reports/a',
  '?/reports/a',
  'shop.example:80',
  `/reports/${'a'.repeat(8192)}`,
  `/reports/${'a/'.repeat(4096)}b`,
  `/reports/${'../'.repeat(2048)}api/a`,
  `/reports/${'%2e'.repeat(2048)}`,
];

/** 300 and more targets, each once. */
export const pathVectors: readonly string[] = [
  ...new Set([
    ...pieces.flatMap(([, ...group]) => group.flatMap((piece) => places.map((place) => place(piece)))),
    ...otherForms,
  ]),
];

const canonicalSegment = /^(?:[A-Za-z0-9\-._~!$&'()*+,=:@]|%[0-9A-F]{2})+$/;

/** What is never encoded: RFC 3986 `unreserved`, and what may not be in a path at all. */
const needsNoEncoding = /^[A-Za-z0-9\-._~/\\%\0]$/;

/**
 * Whether a target's path is in a form that is ever allowed. Written for the tests from the
 * documented rules; the product has its own.
 */
export function isCanonical(target: string): boolean {
  const path = target.split('?', 1)[0] as string;
  // A fragment never travels: a `#` is there to be read in two ways.
  if (!path.startsWith('/') || target.includes('#')) return false;
  const segments = path.slice(1).split('/');
  // One slash at the end is the route's business, not the form's.
  if (segments.length > 1 && segments.at(-1) === '') segments.pop();
  return segments.every((segment) => {
    if (!canonicalSegment.test(segment) || segment === '.' || segment === '..') return false;
    const escapes = segment.match(/%../g) ?? [];
    if (escapes.some((code) => needsNoEncoding.test(String.fromCharCode(Number.parseInt(code.slice(1), 16)))))
      return false;
    return isUtf8Text(segment);
  });
}

function isUtf8Text(segment: string): boolean {
  try {
    decodeURIComponent(segment);
    return true;
  } catch {
    return false;
  }
}
