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
  const match = table.match(method, path);
  return typeof match === 'string' ? match : match.route.template;
};
/** All templates that have to be open for a path; first the one that it means. */
const templatesOf = (table: RouteTable, path: string, method = 'GET') => {
  const match = table.match(method, path);
  return typeof match === 'string' ? [match] : [match.route, ...match.others].map(({ template }) => template);
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

test('HEAD is GET where it has no route of its own, and is never POST', () => {
  const head = { ...get('/a/{x}', 'H'), method: 'HEAD' };
  const table = compileRoutes([get('/a/{y}'), get('/b'), get('/c@d'), head, { ...get('/p'), method: 'POST' }]);
  const required = (path: string, method: string) => {
    const match = table.match(method, path);
    return typeof match === 'string' ? match : [match.route.method, ...match.route.anyOf];
  };
  assert.deepEqual(required('/a/1', 'HEAD'), ['HEAD', 'H']);
  assert.deepEqual(required('/a/1', 'GET'), ['GET', 'R']);
  assert.deepEqual(required('/a/1%40', 'HEAD'), ['HEAD', 'H']);
  assert.deepEqual(required('/b', 'HEAD'), ['GET', 'R']);
  assert.deepEqual(required('/c%40d', 'HEAD'), ['GET', 'R']);
  assert.deepEqual(required('/b/', 'HEAD'), 'bad_path');
  assert.deepEqual(required('/p', 'HEAD'), 'unknown_route');
});

test('an escape of a character that may stand raw is that character, in paths and in templates', () => {
  for (const template of ['/orders/a@b', '/orders/a%40b']) {
    const table = compileRoutes([get(template, 'STRICT'), get('/orders/{id}', 'R'), get('/{x}@{y}:{z}', 'R')]);
    assert.equal(templateOf(table, '/orders/a@b'), template);
    assert.equal(templateOf(table, '/orders/a%40b'), template);
    assert.equal(templateOf(table, '/orders/a%40b?c=/d%40'), template);
    assert.equal(templateOf(table, '/orders/a%40c'), '/orders/{id}');
    assert.equal(templateOf(table, '/1%402%3A3'), '/{x}@{y}:{z}');
    assert.equal(templateOf(table, '/1%40%3A3'), 'unknown_route');
    assert.equal(templateOf(table, '/orders/a%40b/'), 'bad_path');
  }
  assert.throws(() => compileRoutes([get('/a:{x}', 'R'), get('/a%3A{y}', 'S')]), RouteConflictError);
  assert.equal(compileRoutes([get('/a:b', 'R'), get('/a%3Ab', 'R')]).routes.length, 1);
});

test('whatever else a router makes of such an escape has to be open as well', () => {
  const table = tableOf('/o/a@b', '/o/{x}@{y}', '/o/{x}', '/o/{x}/z', '/{w}/a@b', '/{w}/{x}', '/c/{x}:get', '/c/{x}');
  // Without an escape, and where an escape plays no part, there is one reading.
  assert.deepEqual(templatesOf(table, '/o/a@b'), ['/o/a@b']);
  assert.deepEqual(templatesOf(table, '/o/%40'), ['/o/{x}']);
  assert.deepEqual(templatesOf(table, '/o/a%3Ab@c'), ['/o/{x}@{y}']);
  assert.deepEqual(templatesOf(table, '/o/%40/z'), ['/o/{x}/z']);
  // Literal, mixed or parameter: who undoes nothing comes to the parameter, but never past `/o`.
  assert.deepEqual(templatesOf(table, '/o/a%40b'), ['/o/a@b', '/o/{x}@{y}', '/o/{x}']);
  assert.deepEqual(templatesOf(table, '/c/1%3Aget'), ['/c/{x}:get', '/c/{x}']);
  assert.deepEqual(templatesOf(table, '/q/a%40b'), ['/{w}/a@b', '/{w}/{x}']);
  assert.deepEqual(templatesOf(tableOf('/a@b/c', '/{x}/{y}'), '/a%40b/c'), ['/a@b/c', '/{x}/{y}']);
  assert.deepEqual(templatesOf(tableOf('/a@b/c', '/{x}/d'), '/a%40b/d'), ['/{x}/d']);
});

test('the method counts, in capitals', () => {
  const table = compileRoutes([get('/a'), { ...get('/a'), method: 'POST' }]);
  assert.equal(templateOf(table, '/a', 'POST'), '/a');
  for (const method of ['head', 'get', 'PUT', '', '__proto__', 'constructor']) {
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

/** How a path of the test below is made. */
interface Drawn {
  readonly number: number;
  readonly isAny: boolean;
  readonly isEscaped: boolean;
  readonly pieces: readonly string[];
}

/** How an application reads a segment or a text of a template before it compares. */
type Reading = (text: string) => string;

/**
 * The rules again, in the plainest way: a regular expression for each template, tried in order of
 * precedence on what `read` makes of the path, segment by segment.
 */
function naiveMatch(templates: readonly string[], path: string, read: Reading): string {
  if (!isCanonicalPath(path)) return 'bad_path';
  const kind = (segment: string) => (!segment.includes('{') ? 0 : /^\{[^}]*\}$/.test(segment) ? 2 : 1);
  // What is read of a template is what all readers agree about: a template is written for people.
  const texts = (segment: string) => segment.split(/\{[^}]*\}/).map(decodeURIComponent);
  const spelt = (segment: string) => segment.replace(/%40|%3A|%2B/g, decodeURIComponent);
  const length = (segment: string) => spelt(segment.replace(/\{[^}]*\}/g, '')).length;
  const shape = (segment: string) => spelt(segment.replace(/\{[^}]*\}/g, '{}'));
  const compare = (one: string, other: string) => {
    const [left, right] = [one.split('/'), other.split('/')];
    for (let at = 0; at < Math.min(left.length, right.length); at++) {
      const [a, b] = [left[at] as string, right[at] as string];
      const order =
        kind(a) - kind(b) || length(b) - length(a) || (shape(a) < shape(b) ? -1 : shape(a) > shape(b) ? 1 : 0);
      if (order !== 0) return order;
    }
    return 0;
  };
  const segments = path.split('/').map(read);
  const matching = templates.filter((template) => {
    const patterns = template.split('/').map((segment) => {
      const source = texts(segment).map((text) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&'));
      return new RegExp(`^${source.join('(?:%[0-9A-F]{2}|[^%])+')}$`, 'us');
    });
    return patterns.length === segments.length && patterns.every((pattern, at) => pattern.test(segments[at] as string));
  });
  const best = matching.sort(compare)[0];
  if (best !== undefined) return shape(best);
  return path.endsWith('/') && path !== '/' ? 'bad_path' : 'unknown_route';
}

/** Some undo everything, as most frameworks do; some leave all of what may stand raw, or a part of it, as `decodeURI` does. */
const readings: readonly Reading[] = [
  decodeURIComponent,
  (text) => decodeURIComponent(text.replace(/%(?=40|3A|2B)/g, '%25')),
  (text) => decodeURIComponent(text.replace(/%(?=40)/g, '%25')),
  (text) => decodeURIComponent(text.replace(/%(?=3A)/g, '%25')),
];

test('the matcher agrees with a plain decoder on random tables and paths, and what any other router finds is required too', () => {
  const segment = fc.oneof(
    fc.constantFrom('a', 'b', 'ab', 'aF', '%C3%AF', '.b', 'a@b', 'a%40b', '@', 'a:b', '%3A', 'a+'),
    fc.constantFrom('{x}', '{y}'),
    fc.constantFrom('a{x}', '{x}b', '{x}F{y}', 'a{x}b{y}', '{x}a{y}a{z}', '{x}.{y}', '%C3%AF{x}', '{x}9'),
    fc.constantFrom('a@{x}', '{x}%40b', '{x}@{y}', '{x}:b', '{x}:{y}', '{x}@{y}@{z}', '%2B{x}', '{x}4{y}'),
  );
  const template = fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.nat({ max: 3 }))
    .map(([segments, slash]) => `/${segments.join('/')}${slash === 0 ? '/' : ''}`);
  const pathSegment = fc
    .array(
      fc.constantFrom('a', 'b', 'F', '.', '9', '4', '%C3%AF', '%C3%A9', '@', '%40', ':', '%3A', '+', '%2B', '%3B'),
      { minLength: 1, maxLength: 5 },
    )
    .map((pieces) => pieces.join(''));
  // Half of the paths are any, the others are made from a template of the table.
  const path = fc.record({
    number: fc.nat(),
    isAny: fc.boolean(),
    isEscaped: fc.boolean(),
    pieces: fc.array(pathSegment, { minLength: 1, maxLength: 4 }),
  });
  const pathOf = (templates: readonly string[], { number, isAny, isEscaped, pieces }: Drawn) => {
    if (isAny) return `/${pieces.join('/')}`;
    let used = 0;
    const filled = (templates[number % templates.length] as string)
      .replace(/\{[^}]*\}/g, () => pieces[used++ % pieces.length] as string)
      .replace(/%40|%3A/g, decodeURIComponent);
    return isEscaped ? filled.replace(/[@:]/g, encodeURIComponent) : filled;
  };
  const outcomes = { matched: 0, denied: 0, escaped: 0, several: 0 };
  fc.assert(
    fc.property(
      fc.array(template, { minLength: 1, maxLength: 16, size: 'max' }),
      fc.array(path, { minLength: 4, maxLength: 8 }),
      (templates, paths) => {
        const table = tableOf(...templates);
        for (const candidate of paths.map((each) => pathOf(templates, each))) {
          const found = templatesOf(table, candidate).map((each) =>
            each.replace(/\{[^}]*\}/g, '{}').replace(/%40|%3A|%2B/g, decodeURIComponent),
          );
          const about = `${candidate} in ${templates.join(' ')}`;
          readings.forEach((read, number) => {
            const theirs = naiveMatch(templates, candidate, read);
            if (number === 0) assert.equal(found[0], theirs, about);
            else if (theirs.startsWith('/')) assert.ok(found.includes(theirs), `${about}: ${theirs}, not ${found}`);
          });
          const isMatch = found[0]?.startsWith('/') === true;
          outcomes[isMatch ? 'matched' : 'denied']++;
          if (isMatch && /%(40|3A|2B)/.test(candidate)) outcomes.escaped++;
          if (found.length > 1) outcomes.several++;
        }
      },
    ),
    { numRuns: 600 },
  );
  assert.ok(Math.min(...Object.values(outcomes)) > 15, JSON.stringify(outcomes));
});
