import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTemplate, RouteTemplateError } from './route-template.ts';

test('a template is taken apart into texts, parameters and mixtures of both', () => {
  assert.deepEqual(parseTemplate('/orders/{orderId}/carrier@{a}@{b}/{day}F{from}T{to}'), {
    hasTrailingSlash: false,
    segments: [
      { kind: 'literal', text: 'orders' },
      { kind: 'parameter' },
      { kind: 'mixed', texts: ['carrier@', '@', ''] },
      { kind: 'mixed', texts: ['', 'F', 'T', ''] },
    ],
  });
});

test('a slash at the end is kept, and "/" is a template', () => {
  assert.deepEqual(parseTemplate('/a/'), { hasTrailingSlash: true, segments: [{ kind: 'literal', text: 'a' }] });
  assert.deepEqual(parseTemplate('/'), { hasTrailingSlash: true, segments: [] });
});

const faults: readonly [template: string, message: RegExp][] = [
  ['', /^The path template "" does not begin with a slash\.$/],
  ['orders', /"orders" does not begin with a slash/],
  ['/a//b', /"\/a\/\/b" has an empty segment/],
  ['/a//', /has an empty segment/],
  ['/a/./b', /has the segment "\."/],
  ['/a/../b', /has the segment "\.\."/],
  ['/a/{b', /has a brace that belongs to no parameter/],
  ['/a/b}', /has a brace that belongs to no parameter/],
  ['/a/{{b}}', /has a brace that belongs to no parameter/],
  ['/a/{}', /has the parameter "\{\}": a name is made of/],
  ['/a/{b*}', /has the parameter "\{b\*\}"/],
  ['/a/{b}{c}', /has two parameters with nothing between them/],
  ['/a/x{b}{c}y', /has two parameters with nothing between them/],
  ['/a b', /has the text "a b", which no canonical path has/],
  ['/a?b', /has the text "a\?b"/],
  ['/a#b', /has the text "a#b"/],
  ['/a;b', /has the text "a;b"/],
  ['/%2e/a', /has the text "%2e"/],
  ['/a%2Fb', /has the text "a%2Fb"/],
  ['/{a}%A9', /has the text "%A9"/],
  ['/é', /has the text "é"/],
  [`/a${'/a'.repeat(64)}`, /has more than 64 segments/],
];

for (const [template, message] of faults) {
  test(`the template ${JSON.stringify(template.slice(0, 20))} is refused, with the reason`, () => {
    assert.throws(
      () => parseTemplate(template),
      (error) => error instanceof RouteTemplateError && error.template === template && message.test(error.message),
    );
  });
}
