import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialects } from './decision/endpoints.ts';
import { forwardAuthPrefix } from './decision/forward-auth/forward-auth.ts';
import { verifyAddress } from './decision/verify.ts';
import { feedAddress, positionAddress, usageAddress } from './feed/feed-endpoints.ts';
import { accountAddress } from './management/route.ts';
import { managementRoutes } from './management/routes.ts';
import { openApiDocument } from './openapi.ts';
import { publicRoutes } from './public-routes.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { statusDescriptions } from './status.ts';
import { vtexOpenApiDocument } from './vtex/openapi.ts';

interface ProblemSchema {
  $ref?: string;
  properties?: { current?: { $ref?: string } };
}

interface Operation {
  operationId: string;
  description?: string;
  tags: string[];
  parameters?: { name: string; in: string }[];
  responses: Record<string, { description: string; content?: Record<string, { schema: ProblemSchema }> }>;
  'x-required-resources'?: string[];
}

const document = JSON.parse(JSON.stringify(openApiDocument())) as {
  openapi: string;
  info: { description: string; contact: { name: string } };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
};

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('the description has every address that the server has, and no other', () => {
  const described = operations.map(({ path, method }) => `${method} ${path}`);
  const served = [
    ...managementRoutes.map((route) => `${route.method.toLowerCase()} ${accountAddress}${route.path}`),
    ...statusDescriptions.map(({ path }) => `get ${path}`),
    ...publicRoutes.map(({ method, path }) => `${method.toLowerCase()} ${path}`),
    ...sessionRoutes.map(({ method, path }) => `${method.toLowerCase()} ${path}`),
    `post ${verifyAddress}`,
    `get ${feedAddress}`,
    `post ${positionAddress}`,
    `post ${usageAddress}`,
    ...['any/{resources}', 'api/{api}'].map((need) => `get /forward-auth/envoy/{account}/${need}/{path}`),
    ...dialects.flatMap((dialect) =>
      [...(dialect.takesQueryForm ? [''] : []), '/{account}/any/{resources}', '/{account}/api/{api}'].map(
        (form) => `get ${forwardAuthPrefix(dialect)}${form}`,
      ),
    ),
  ];
  assert.deepEqual(described.sort(), served.sort());
});

test('every POST to an account can be sent again with an Idempotency-Key, and nothing else takes one', () => {
  for (const { path, method, operation } of operations) {
    const takesKey = operation.parameters?.some((each) => each.in === 'header' && each.name === 'Idempotency-Key');
    assert.equal(takesKey ?? false, method === 'post' && path.startsWith(accountAddress), `${method} ${path}`);
    assert.equal('422' in operation.responses, takesKey ?? false, `${method} ${path}`);
  }
});

test('every operation has a name of its own', () => {
  const names = operations.map(({ operation }) => operation.operationId);
  assert.equal(new Set(names).size, names.length);
});

test('every parameter of a path is described, and no other', () => {
  for (const { path, operation } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const described = (operation.parameters ?? []).filter((each) => each.in === 'path').map(({ name }) => name);
    assert.deepEqual(described, inPath, path);
  }
});

test('every management operation names the resources that open it', () => {
  for (const { path, operation } of operations) {
    assert.equal((operation['x-required-resources']?.length ?? 0) > 0, path.startsWith(accountAddress), path);
  }
});

test('every response is described, and every problem is a problem document', () => {
  for (const { path, operation } of operations) {
    for (const [status, { description, content }] of Object.entries(operation.responses)) {
      assert.ok(description.length > 0, `${path} ${status}`);
      if (Number(status) < 400 || path === '/readyz') continue;
      const schema = content?.['application/problem+json']?.schema;
      // With what was to be changed, as it is.
      if (status === '412') assert.ok(schema?.properties?.current?.$ref, path);
      else assert.equal(schema?.$ref, '#/components/schemas/Problem', `${path} ${status}`);
    }
  }
});

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  assert.ok(references.length > 0);
  for (const [, name = ''] of references) assert.ok(name in document.components.schemas, name);
});

test('every field that a client may send is described', () => {
  for (const route of [...managementRoutes, ...sessionRoutes]) {
    const forms = route.body === null ? [] : 'anyOf' in route.body ? route.body.anyOf : [route.body];
    const queries = 'query' in route ? [route.query] : [];
    for (const { properties } of [...queries, ...forms]) {
      for (const [name, schema] of Object.entries(properties)) {
        assert.ok('description' in schema, `${route.operationId}: ${name}`);
      }
    }
  }
});

test('both documents say what tools ask for: texts, groups, and an answer to what is wrong, for every operation', () => {
  for (const { info, tags, paths } of [
    document,
    JSON.parse(JSON.stringify(vtexOpenApiDocument())) as typeof document,
  ]) {
    assert.ok(info.description.length > 0 && info.contact.name.length > 0);
    const groups = tags.map(({ name }) => name);
    for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
      const { operationId, description = '', responses } = operation;
      assert.ok(description.length > 0, `${operationId} has no description`);
      assert.deepEqual(
        operation.tags.filter((tag) => !groups.includes(tag)),
        [],
        operationId,
      );
      assert.ok(
        Object.keys(responses).some((status) => status.startsWith('4')),
        operationId,
      );
    }
    for (const { name, description } of tags) assert.ok(description.length > 0, name);
  }
});

test('what comes in without being asked for is described: a body of another type, an odd address, bytes outside of ASCII', () => {
  const statusesOf = (method: string, path: string) => Object.keys(document.paths[path]?.[method]?.responses ?? {});
  for (const { path, method, operation } of operations) {
    const statuses = Object.keys(operation.responses);
    assert.ok(statuses.includes('400'), `${method} ${path}`);
    if (method !== 'get') assert.ok(statuses.includes('413') && statuses.includes('415'), `${method} ${path}`);
    if (path.includes('{')) assert.ok(statuses.includes('404'), `${method} ${path}`);
  }
  assert.ok(statusesOf('delete', '/api/v1/accounts/{account}/keys/{key}/renewal').includes('415'));
  const vtex = (vtexOpenApiDocument() as typeof document).paths;
  for (const [path, methods] of Object.entries(vtex)) {
    const isById = /^\/api\/(license-manager\/users|vlm\/appkeys)\/\{/.test(path);
    for (const [method, { responses }] of Object.entries(methods)) {
      assert.equal('405' in responses, isById, `${method} ${path}`);
      assert.equal('415' in responses, method !== 'get', `${method} ${path}`);
    }
  }
});

test('the document is OpenAPI 3.1', () => assert.match(document.openapi, /^3\.1\./));
