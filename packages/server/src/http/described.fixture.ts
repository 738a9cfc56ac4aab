import assert from 'node:assert/strict';
import { Compile } from 'typebox/schema';
import { openApiDocument } from './openapi.ts';
import type { Reply } from './server.fixture.ts';
import { vtexOpenApiDocument } from './vtex/openapi.ts';

interface Response {
  readonly headers?: Record<string, { required?: boolean }>;
  readonly content?: Record<string, { schema: unknown }>;
}

interface Operation {
  readonly responses: Record<string, Response>;
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, unknown> };
}

const own = openApiDocument() as Document;
const description: Document = { ...own, paths: { ...own.paths, ...(vtexOpenApiDocument() as Document).paths } };

/** The description of an address; those of fixed text come before those with parameters. */
function describedPath(path: string): string | undefined {
  const [plain = ''] = path.split('?');
  const templates = Object.keys(description.paths).toSorted(
    (a, b) => Number(a.includes('{')) - Number(b.includes('{')),
  );
  return templates.find((template) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]*')}$`).test(plain));
}

/** Asserts that the description of the API allows for this answer: its status, headers, media type and body. */
export function assertDescribed(method: string, path: string, reply: Reply): void {
  const template = describedPath(path);
  if (template === undefined) return;
  const operations = description.paths[template] as Record<string, Operation>;
  // Gateways may use any method, of which the description has one; HEAD is GET without a body.
  const operation =
    operations[method.toLowerCase()] ?? (path.startsWith('/forward-auth/') ? operations.get : undefined);
  if (operation === undefined) return;
  const where = `${method} ${template} ${reply.status}`;
  const response = operation.responses[reply.status];
  assert.ok(response !== undefined, `${where} is not described`);
  for (const [name, { required }] of Object.entries(response.headers ?? {})) {
    if (required) assert.notEqual(reply.headers[name.toLowerCase()], undefined, `${where} lacks ${name}`);
  }
  if (response.content === undefined) {
    assert.equal(reply.body, '', `${where} has no body`);
    return;
  }
  if (method === 'HEAD') return;
  const mediaType = reply.headers['content-type']?.split(';')[0] ?? '';
  const content = response.content[mediaType];
  assert.ok(content !== undefined, `${where} is no ${mediaType}`);
  const [isValid, errors] = Compile(resolve(content.schema) as object).Errors(reply.body);
  assert.ok(isValid, `${where}: ${JSON.stringify(errors)} in ${JSON.stringify(reply.body)}`);
}

/** A schema with what it refers to in the place of the references. */
function resolve(node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map(resolve);
  if ('$ref' in node) return resolve(description.components.schemas[String(node.$ref).split('/').at(-1) as string]);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value)]));
}
