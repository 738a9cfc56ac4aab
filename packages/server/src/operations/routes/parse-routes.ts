import { compileRoutes, RouteConflictError, type RoutePolicy, RouteTemplateError } from '#engine';
import { ChaveiroError } from '../../domain/errors.ts';
import { isResourceKey } from '../../domain/resource.ts';
import { secretIn } from '../../domain/secret-in-text.ts';
import { checkNoProblems, type ImportProblem, isJsonObject, unknownFields } from '../import-problems.ts';
import { type FoundRoute, looksLikeOpenApi, readOpenApi } from './read-openapi.ts';

const knownFields = ['method', 'path', 'anyOf'];

/**
 * The routes of a file, a list or an OpenAPI document, each once, sorted by path and method, so that the order of a file makes no
 * difference. Whether their resources exist is not known here.
 *
 * Throws `invalid_request` that names the routes at fault, and `route_conflict` for two of one method
 * and shape that accept different resources.
 */
export function parseRoutes(input: unknown): RoutePolicy[] {
  const problems: ImportProblem[] = [];
  const found = looksLikeOpenApi(input) ? readOpenApi(input, problems) : listOf(input);
  const policies = found.flatMap(({ entry, field }) => parseEntry(entry, field, problems) ?? []);
  checkNoProblems(problems);
  if (policies.length === 0) throw noRoutes();
  return compile(policies)
    .map(({ method, template, anyOf }) => ({ method, path: template, anyOf }))
    .sort((a, b) => (a.path === b.path ? byText(a.method, b.method) : byText(a.path, b.path)));
}

function listOf(input: unknown): FoundRoute[] {
  if (!Array.isArray(input)) throw noRoutes();
  return input.map((entry: unknown, i) => ({ entry, field: `routes[${i}]` }));
}

function noRoutes(): ChaveiroError {
  return new ChaveiroError(
    'invalid_request',
    'Routes are a JSON array of at least one {"method", "path", "anyOf": [resource key]}, or an OpenAPI document with at least one operation.',
    { field: 'routes' },
  );
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function compile(policies: readonly RoutePolicy[]) {
  try {
    return compileRoutes(policies).routes;
  } catch (error) {
    if (!(error instanceof RouteConflictError)) throw error;
    throw new ChaveiroError('route_conflict', error.message, { field: 'routes' });
  }
}

function parseEntry(entry: unknown, field: string, problems: ImportProblem[]): RoutePolicy | undefined {
  const found = isJsonObject(entry) ? problemsOf(entry, field) : [{ field, text: 'is not an object.' }];
  problems.push(...found);
  if (found.length > 0) return undefined;
  const { method, path, anyOf } = entry as unknown as RoutePolicy;
  return { method, path, anyOf: [...new Set(anyOf)] };
}

function problemsOf(entry: Record<string, unknown>, field: string): ImportProblem[] {
  const problems: ImportProblem[] = unknownFields(entry, knownFields).map((name) => ({
    field: `${field}.${name}`,
    text: 'is no field of a route.',
  }));
  const { method, path, anyOf } = entry;
  if (typeof method !== 'string') problems.push({ field: `${field}.method`, text: 'has to be a text such as "GET".' });
  if (typeof path !== 'string') {
    problems.push({ field: `${field}.path`, text: 'has to be a text such as "/orders/{orderId}".' });
  } else if (secretIn(path) !== undefined) {
    problems.push({
      field: `${field}.path`,
      text: `holds ${secretIn(path)}, which everybody who sees routes would see.`,
    });
  }
  if (!isListOfResources(anyOf)) {
    problems.push({ field: `${field}.anyOf`, text: 'has to be a list of at least one key of a resource.' });
  }
  if (problems.length > 0) return problems;
  const text = templateProblem({ method, path, anyOf } as RoutePolicy);
  return text === undefined ? [] : [{ field, text }];
}

function isListOfResources(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((key) => typeof key === 'string' && isResourceKey(key));
}

/** What keeps one route, taken alone, from being matched. */
function templateProblem(policy: RoutePolicy): string | undefined {
  try {
    compileRoutes([policy]);
    return undefined;
  } catch (error) {
    if (!(error instanceof RouteTemplateError)) throw error;
    return `cannot be matched. ${error.message}`;
  }
}
