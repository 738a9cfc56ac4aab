import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { ChaveiroError } from '../domain/errors.ts';
import { createBodyCheck, createQueryCheck } from './input.ts';
import { parseJsonBody } from './json-body.ts';
import { view } from './management/views/view.ts';

const checkBody = createBodyCheck(
  view({
    label: Type.String({ minLength: 1, description: 'A text.' }),
    roles: Type.Optional(Type.Array(Type.Integer(), { description: 'A list of ids.' })),
  }),
);

const checkQuery = createQueryCheck(
  view({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: 'A number from 1 to 200.' })),
    q: Type.Optional(Type.String({ description: 'A text.' })),
    dryRun: Type.Optional(Type.Boolean({ description: 'Either true or false.' })),
  }),
);

function refusal(check: () => unknown): { field: string | undefined; detail: string } {
  try {
    check();
  } catch (error) {
    assert.ok(error instanceof ChaveiroError);
    assert.equal(error.code, 'invalid_request');
    return { field: error.fields.field, detail: error.message };
  }
  return assert.fail('nothing was refused');
}

function json(text: string): unknown {
  return parseJsonBody(Buffer.from(text));
}

test('an unknown field is refused by name, with the list of those that exist', () => {
  for (const name of ['accountId', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
    const { field, detail } = refusal(() => checkBody(json(`{"label":"a","${name}":{}}`)));
    assert.equal(field, name);
    assert.equal(detail, `"${name}" is no field here. Accepted: label, roles.`);
  }
});

test('a wrong field is refused by name, with what would be right', () => {
  assert.deepEqual(
    refusal(() => checkBody({})),
    { field: 'label', detail: '"label" is missing: a text.' },
  );
  assert.deepEqual(
    refusal(() => checkBody({ label: '' })),
    { field: 'label', detail: '"label" is not right: a text.' },
  );
  assert.deepEqual(
    refusal(() => checkBody({ label: 'a', roles: [1, '2'] })),
    {
      field: 'roles[1]',
      detail: '"roles[1]" is not right: a list of ids.',
    },
  );
});

test('a body is taken as it is: nothing is converted', () => {
  for (const roles of [['1'], '1', 1, [1.5], [null], { 0: 1 }]) refusal(() => checkBody({ label: 'a', roles }));
  for (const label of [1, true, null, ['a'], {}]) refusal(() => checkBody({ label }));
});

test('a body that is no object is refused', () => {
  for (const text of ['', 'null', '[]', '"a"', '1', 'true'])
    assert.equal(refusal(() => checkBody(json(text))).field, undefined);
});

test('text that is no JSON in UTF-8 is refused, and not quoted', () => {
  for (const bytes of [
    Buffer.from('{"appToken":"chv_secret'),
    Buffer.from('{"a":"\xff"}', 'latin1'),
    Buffer.from('{a:1}'),
  ]) {
    assert.doesNotMatch(refusal(() => parseJsonBody(bytes)).detail, /secret|chv_|a:/);
  }
});

test('of several forms, the one that the body is closest to is explained', () => {
  const check = createBodyCheck(
    Type.Union([
      view({
        name: Type.String({ description: 'A text.' }),
        resources: Type.Array(Type.String(), { description: 'Keys.' }),
      }),
      view({ template: Type.String({ description: 'A template.' }) }),
    ]),
  );
  assert.deepEqual(check({ template: 'x' }), { template: 'x' });
  assert.equal(refusal(() => check({ name: 'x' })).detail, '"resources" is missing: keys.');
  assert.equal(refusal(() => check({ template: 1 })).detail, '"template" is not right: a template.');
  const both = refusal(() => check({ template: 'x', name: 'y', resources: [] }));
  assert.equal(both.field, 'template');
  assert.equal(
    both.detail,
    '"template" does not go with the others: send either "name" and "resources", or "template".',
  );
  assert.match(refusal(() => check({ template: 'x', other: 1 })).detail, /Accepted: name, resources, template\./);
});

test('numbers in a query are read, and only whole numbers', () => {
  assert.equal(checkQuery({ limit: '20' }).limit, 20);
  assert.equal(checkQuery({ q: '20' }).q, '20');
  for (const limit of ['', ' 20', '20.5', '2e1', '0x10', '0', '201', 'twenty', '99999999999999999999']) {
    assert.deepEqual(
      refusal(() => checkQuery({ limit })),
      {
        field: 'limit',
        detail: '"limit" is not right: a number from 1 to 200.',
      },
    );
  }
});

test('booleans in a query are read, and only true and false', () => {
  assert.equal(checkQuery({ dryRun: 'true' }).dryRun, true);
  assert.equal(checkQuery({ dryRun: 'false' }).dryRun, false);
  assert.equal(checkQuery({ q: 'true' }).q, 'true');
  for (const dryRun of ['', 'True', '1', 'yes', ' true']) {
    const { detail } = refusal(() => checkQuery({ dryRun }));
    assert.equal(detail, '"dryRun" is not right: either true or false.');
  }
});

test('a query field is given once, and only if it exists', () => {
  assert.deepEqual(
    refusal(() => checkQuery({ limit: ['1', '2'] })),
    {
      field: 'limit',
      detail: '"limit" may be given once.',
    },
  );
  assert.equal(
    refusal(() => checkQuery({ offset: '1' })).detail,
    '"offset" is no field here. Accepted: limit, q, dryRun.',
  );
});

test('what a client invents is not repeated at length', () => {
  const name = 'x'.repeat(10_000);
  const { field, detail } = refusal(() => checkBody({ label: 'a', [name]: 1 }));
  assert.ok(detail.length < 200 && (field ?? '').length < 100);
});

test('what is too long is told how long it may be', () => {
  const check = createBodyCheck(
    view({
      label: Type.String({ maxLength: 1000, description: 'A text of 1 to 100 characters.' }),
      appKey: Type.String({ maxLength: 5, description: 'The key string.' }),
      anyOf: Type.Array(Type.String(), { maxItems: 2, description: 'A list of resources.' }),
    }),
  );
  const right = { label: 'x', appKey: 'x', anyOf: [] };
  for (const [body, says] of [
    [{ ...right, label: 'x'.repeat(1001) }, '"label" is not right: a text of 1 to 100 characters.'],
    [{ ...right, appKey: 'xxxxxx' }, '"appKey" is not right: the key string. It has at most 5 characters.'],
    [{ ...right, anyOf: ['a', 'b', 'c'] }, '"anyOf" is not right: a list of resources. At most 2 are accepted.'],
  ] as const) {
    assert.equal(refusal(() => check(body)).detail, says);
  }
});
