import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import fc from 'fast-check';
import { isCanonicalPath } from './canonical-path.ts';
import type { RoutePolicy } from './change-feed.ts';
import { compileRoutes, RouteConflictError, RouteNode, type RouteTable } from './route-table.ts';
import { RouteTemplateError } from './route-template.ts';

const get = (path: string, ...anyOf: string[]): RoutePolicy => ({
  method: 'GET',
  path,
  anyOf: anyOf.length > 0 ? anyOf : ['R'],
});
const tableOf = (...templates: string[]) => compileRoutes(templates.map((template) => get(template)));
const templateOf = (table: RouteTable, path: string, method = 'GET') => {
  const route = table.match(method, path);
  return typeof route === 'string' ? route : route.template;
};

test('literal beats mixed beats parameter, whatever the order of the file', () => {
  const templates = ['/a/{x}', '/a/v{x}', '/a/v1', '/{x}/v1'];
  for (const table of [tableOf(...templates), tableOf(...templates.toReversed())]) {
    assert.equal(templateOf(table, '/a/v1'), '/a/v1');
    assert.equal(templateOf(table, '/a/v2'), '/a/v{x}');
    assert.equal(templateOf(table, '/a/w'), '/a/{x}');
    assert.equal(templateOf(table, '/b/v1'), '/{x}/v1');
  }
});

test('the left decides before the right, and what leads nowhere is given up', () => {
  const table = tableOf('/a/{x}/c', '/{x}/b/c', '/{x}/b/d', '/a/b{y}/e', '/{x}/{y}/f');
  assert.equal(templateOf(table, '/a/b/c'), '/a/{x}/c');
  assert.equal(templateOf(table, '/a/b/d'), '/{x}/b/d');
  assert.equal(templateOf(table, '/a/bb/f'), '/{x}/{y}/f');
  assert.equal(templateOf(table, '/a/bb/e'), '/a/b{y}/e');
  assert.equal(templateOf(table, '/a/b/e'), 'unknown_route');
});

test('of two mixed segments the one with more text wins, then the one that is smaller in bytes', () => {
  for (const templates of [
    ['/{a}-{b}', '/{a}--{b}', '/x{a}', '/{a}z'],
    ['/{a}z', '/x{a}', '/{a}--{b}', '/{a}-{b}'],
  ]) {
    const table = tableOf(...templates);
    assert.equal(templateOf(table, '/1--2'), '/{a}--{b}');
    assert.equal(templateOf(table, '/1-2'), '/{a}-{b}');
    assert.equal(templateOf(table, '/x-z'), '/x{a}', 'shapes "x{}", "{}-{}" and "{}z" have as much text');
    assert.equal(templateOf(table, '/y-z'), '/{a}-{b}', '"{}-{}" is smaller than "{}z"');
  }
});

test('every parameter of a mixed segment takes at least one character', () => {
  const table = tableOf('/carrier@{a}@{b}', '/{day}F{from}T{to}');
  assert.equal(templateOf(table, '/carrier@1@2'), '/carrier@{a}@{b}');
  assert.equal(templateOf(table, '/carrier@@@@'), '/carrier@{a}@{b}');
  assert.equal(templateOf(table, '/2F10T11'), '/{day}F{from}T{to}');
  assert.equal(templateOf(table, '/FFFTT'), '/{day}F{from}T{to}');
  for (const path of [
    '/carrier@1',
    '/carrier@@2',
    '/carrier@1@',
    '/carrier@@',
    '/F10T11',
    '/2FT11',
    '/2F10T',
    '/2T10F11',
  ]) {
    assert.equal(templateOf(table, path), 'unknown_route', path);
  }
});

test('text of a mixed segment is not found inside a percent-encoded character', () => {
  const table = tableOf('/{a}F{b}', '/{a}9');
  // `%C3%AF` is one letter, an ï, without any F; `%C3%A9` an é that does not end with a 9.
  assert.equal(templateOf(table, '/x%C3%AFx'), 'unknown_route');
  assert.equal(templateOf(table, '/x%C3%A9'), 'unknown_route');
  assert.equal(templateOf(table, '/x%C3%AFF%C3%A9'), '/{a}F{b}');
  assert.equal(templateOf(table, '/x%C3%A99'), '/{a}9');
});

test('a slash at the end is bad_path unless the matching template has one', () => {
  const table = tableOf('/a', '/b/', '/c/{x}/');
  assert.equal(templateOf(table, '/a'), '/a');
  assert.equal(templateOf(table, '/a/'), 'bad_path');
  assert.equal(templateOf(table, '/b/'), '/b/');
  assert.equal(templateOf(table, '/b'), 'unknown_route');
  assert.equal(templateOf(table, '/c/1/'), '/c/{x}/');
  assert.equal(templateOf(table, '/zzz/'), 'bad_path');
  assert.equal(templateOf(table, '/'), 'unknown_route');
  assert.equal(templateOf(tableOf('/'), '/'), '/');
});

test('the method counts, in capitals: HEAD is not GET', () => {
  const table = compileRoutes([get('/a'), { ...get('/a'), method: 'POST' }]);
  assert.equal(templateOf(table, '/a', 'POST'), '/a');
  for (const method of ['HEAD', 'get', 'PUT', '', '__proto__', 'constructor']) {
    assert.equal(templateOf(table, '/a', method), 'unknown_route', method);
  }
  assert.equal(templateOf(table, '/a;', 'PUT'), 'bad_path', 'the path is judged before the method');
});

test('a query plays no part, and a path that is not canonical matches nothing', () => {
  const table = tableOf('/a/{x}');
  assert.equal(templateOf(table, '/a/1?x=/b/../c'), '/a/{x}');
  for (const path of ['/a/1#', '/a/%31', '/a/..', '/a//1', '/a/1;x', 'a/1']) {
    assert.equal(templateOf(table, path), 'bad_path', path);
  }
});

test('case counts, and names of Object.prototype are texts like any other', () => {
  const table = tableOf('/constructor/{x}', '/__proto__');
  assert.equal(templateOf(table, '/constructor/1'), '/constructor/{x}');
  assert.equal(templateOf(table, '/__proto__'), '/__proto__');
  assert.equal(templateOf(table, '/Constructor/1'), 'unknown_route');
  assert.equal(templateOf(table, '/toString'), 'unknown_route');
});

test('a path far longer than any template is an unknown route', () => {
  const longest = `/${Array.from({ length: 64 }, (_, at) => (at % 2 === 0 ? 'a' : '{x}')).join('/')}`;
  const table = tableOf(longest, '/{a}');
  assert.equal(templateOf(table, '/a'.repeat(64)), longest);
  assert.equal(templateOf(table, '/a'.repeat(65)), 'unknown_route');
  assert.equal(templateOf(table, '/a'.repeat(4_000)), 'unknown_route');
});

test('the same method and shape twice: equal resources are one route, others a conflict', () => {
  const table = compileRoutes([get('/a/{x}', 'R', 'S'), get('/a/{y}', 'S', 'R'), get('/a/{z}/', 'T')]);
  assert.equal(table.routes.length, 2);
  assert.throws(
    () => compileRoutes([get('/a/{x}', 'R'), get('/a/{y}', 'S')]),
    (error) => error instanceof RouteConflictError && /GET "\/a\/\{x\}" and GET "\/a\/\{y\}"/.test(error.message),
  );
  assert.throws(() => compileRoutes([get('/{a}F{b}', 'R'), get('/{c}F{d}', 'R', 'S')]), RouteConflictError);
});

test('a policy without resources, or with a method in small letters, is refused', () => {
  assert.throws(() => compileRoutes([{ method: 'GET', path: '/a', anyOf: [] }]), /accepts no resource/);
  assert.throws(() => compileRoutes([{ ...get('/a'), method: 'get' }]), RouteTemplateError);
});

test('trying again never enters a node twice: hostile tables cost at most their own size', () => {
  // Every level offers a text, a mixture and a parameter, and only the very end decides: 3^8 ways.
  const levels = 8;
  const pieces = ['a', 'a{x}', '{x}'];
  const templates: string[] = [];
  const build = (path: string, depth: number) => {
    if (depth === levels) templates.push(`${path}/end`);
    else for (const piece of pieces) build(`${path}/${piece}`, depth + 1);
  };
  // `aa` matches the mixture and the parameter, `a` the text and the parameter.
  build('', 0);
  const table = tableOf(...templates);
  const nodes = (3 ** (levels + 1) - 1) / 2 + templates.length;
  const find = mock.method(RouteNode.prototype, 'find');
  try {
    assert.equal(templateOf(table, `${'/aa'.repeat(levels)}/other`), 'unknown_route');
    const entered = find.mock.callCount();
    assert.ok(entered > 2 ** levels, `only ${entered} nodes were entered: the table is not hostile`);
    assert.ok(entered <= nodes, `${entered} of ${nodes} nodes`);
  } finally {
    find.mock.restore();
  }
});

/** The rules again, in the plainest way: a regular expression for each template, tried in order of precedence. */
function naiveMatch(templates: readonly string[], path: string): string {
  if (!isCanonicalPath(path)) return 'bad_path';
  const kind = (segment: string) => (!segment.includes('{') ? 0 : /^\{[^}]*\}$/.test(segment) ? 2 : 1);
  const text = (segment: string) => segment.replace(/\{[^}]*\}/g, '');
  const shape = (segment: string) => segment.replace(/\{[^}]*\}/g, '{}');
  const compare = (one: string, other: string) => {
    const [left, right] = [one.split('/'), other.split('/')];
    for (let at = 0; at < Math.min(left.length, right.length); at++) {
      const [a, b] = [left[at] as string, right[at] as string];
      const order =
        kind(a) - kind(b) ||
        text(b).length - text(a).length ||
        (shape(a) < shape(b) ? -1 : shape(a) > shape(b) ? 1 : 0);
      if (order !== 0) return order;
    }
    return 0;
  };
  const matching = templates.filter((template) => {
    const source = template
      .split(/\{[^}]*\}/)
      .map((literal) => literal.replace(/[.*+?^$()|[\]\\]/g, '\\$&'))
      .join('(?:%[0-9A-F]{2}|[^%/])+');
    return new RegExp(`^${source}$`).test(path);
  });
  const best = matching.sort(compare)[0];
  if (best !== undefined) return shape(best);
  return path.endsWith('/') && path !== '/' ? 'bad_path' : 'unknown_route';
}

test('the matcher agrees with the plainest one on random tables and paths', () => {
  const segment = fc.oneof(
    fc.constantFrom('a', 'b', 'ab', 'aF', '%C3%AF', '.b'),
    fc.constantFrom('{x}', '{y}'),
    fc.constantFrom('a{x}', '{x}b', '{x}F{y}', 'a{x}b{y}', '{x}a{y}a{z}', '{x}.{y}', '%C3%AF{x}', '{x}9'),
  );
  const template = fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([segments, slash]) => `/${segments.join('/')}${slash ? '/' : ''}`);
  const pathSegment = fc
    .array(fc.constantFrom('a', 'b', 'F', '.', '9', '%C3%AF', '%C3%A9'), { minLength: 1, maxLength: 5 })
    .map((pieces) => pieces.join(''));
  const path = fc
    .tuple(fc.array(pathSegment, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([segments, slash]) => `/${segments.join('/')}${slash ? '/' : ''}`);
  const outcomes = { matched: 0, denied: 0 };
  fc.assert(
    fc.property(
      fc.array(template, { minLength: 1, maxLength: 12 }),
      fc.array(path, { minLength: 5, maxLength: 20 }),
      (templates, paths) => {
        const table = tableOf(...templates);
        for (const candidate of paths) {
          const found = templateOf(table, candidate).replace(/\{[^}]*\}/g, '{}');
          assert.equal(found, naiveMatch(templates, candidate), `${candidate} in ${templates.join(' ')}`);
          outcomes[found.startsWith('/') ? 'matched' : 'denied']++;
        }
      },
    ),
    { numRuns: 1_000 },
  );
  assert.ok(outcomes.matched > 500 && outcomes.denied > 500, JSON.stringify(outcomes));
});
