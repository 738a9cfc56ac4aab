import { ChaveiroError } from '../../domain/errors.ts';
import { type ImportProblem, isJsonObject } from '../import-problems.ts';

/** A route as a file has it, still to be checked, and where. */
export interface FoundRoute {
  readonly field: string;
  readonly entry: unknown;
}

/** What OpenAPI calls operations of a path item: all others of its fields are none. */
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

const extension = 'x-required-resources';

/** Whether a file is meant as a description of an API and not as a list of routes. */
export function looksLikeOpenApi(input: unknown): input is Record<string, unknown> {
  return isJsonObject(input) && ('openapi' in input || 'swagger' in input);
}

/**
 * The routes of an OpenAPI document 3.0 or 3.1: each operation with what its `x-required-resources`
 * names, below the path of its server.
 *
 * Throws `invalid_request` for a document of another version. What is wrong with an operation is added
 * to `problems`: one that names no resource, a path that is only a reference, servers with different paths.
 */
export function readOpenApi(document: Record<string, unknown>, problems: ImportProblem[]): FoundRoute[] {
  const version = document.openapi ?? document.swagger;
  if (typeof version !== 'string' || !/^3\.[01](\.|$)/.test(version)) {
    const detail = `The document is OpenAPI ${JSON.stringify(version)}; it has to be 3.0 or 3.1.`;
    throw new ChaveiroError('invalid_request', detail, { field: 'openapi' });
  }
  if (!isJsonObject(document.paths)) {
    throw new ChaveiroError('invalid_request', 'The document has no paths.', { field: 'paths' });
  }
  return Object.entries(document.paths).flatMap(([path, item]) => {
    if (path.startsWith('x-')) return [];
    const field = `paths[${JSON.stringify(path)}]`;
    if (!isJsonObject(item)) {
      problems.push({ field, text: 'is not an object.' });
      return [];
    }
    if ('$ref' in item) {
      problems.push({ field, text: 'is a reference. Put its operations here.' });
      return [];
    }
    const operations = methods.filter((method) => method in item);
    return operations.flatMap((method) => {
      const operation = item[method];
      const found = isJsonObject(operation)
        ? readOperation(operation, operation.servers ?? item.servers ?? document.servers)
        : 'is not an object.';
      const where = `${field}.${method}`;
      if (typeof found !== 'string') {
        const entry = { method: method.toUpperCase(), path: found.basePath + path, anyOf: found.anyOf };
        return [{ field: where, entry }];
      }
      problems.push({ field: where, text: found });
      return [];
    });
  });
}

/** @returns what is wrong, as the rest of a sentence, or what the route needs */
function readOperation(
  operation: Record<string, unknown>,
  servers: unknown,
): string | { readonly basePath: string; readonly anyOf: readonly unknown[] } {
  const anyOf = operation[extension];
  if (anyOf === undefined) {
    return `has no ${extension}. Name there the keys of the resources of which any one opens it, or leave the operation out.`;
  }
  if (!Array.isArray(anyOf) || anyOf.length === 0) {
    return `has an ${extension} that is no list of at least one key of a resource.`;
  }
  const basePath = basePathOf(servers);
  if (basePath === undefined) {
    return 'has servers with different paths, or with a variable in their path, so that nobody can tell where it is.';
  }
  return { basePath, anyOf };
}

/** The path that all servers have, without a slash at the end; nothing without servers. */
function basePathOf(servers: unknown): string | undefined {
  if (servers === undefined || (Array.isArray(servers) && servers.length === 0)) return '';
  if (!Array.isArray(servers)) return undefined;
  const [first, ...others] = new Set(servers.map((server) => (isJsonObject(server) ? pathOf(server.url) : undefined)));
  return others.length > 0 ? undefined : first;
}

/** The path of a server's address, which may be relative and have variables in its host. */
function pathOf(url: unknown): string | undefined {
  if (typeof url !== 'string') return undefined;
  const path = url.replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/]*/i, '').replace(/\/+$/, '');
  if (path.includes('{') || (path !== '' && !path.startsWith('/'))) return undefined;
  return path;
}
