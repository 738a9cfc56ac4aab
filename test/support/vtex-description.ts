import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { callApi } from './api.ts';
import type { Caller } from './described-operations.ts';

/** What the served description says of one endpoint of VTEX. */
export interface VtexOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly requiredResources: readonly string[];
  readonly success: number;
  /** Statuses that are described. */
  readonly statuses: readonly number[];
  /** What is wrong with the request under the description; empty for a right one. */
  checkRequest(call: VtexCall): string[];
  /** What is wrong with the answer. */
  checkAnswer(answer: VtexReply): string[];
}

export interface VtexCall {
  /** By the names of the path's parameters. */
  readonly params?: Readonly<Record<string, string>>;
  /** Several values of one name are sent one after the other. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: unknown;
}

export interface VtexReply {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed; `undefined` when there was none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers that it then compares.
  readonly body: any;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: object;
}

interface Content {
  readonly content?: { readonly 'application/json': { readonly schema: object } };
}

interface OperationObject {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
  readonly 'x-required-resources': readonly string[];
}

const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  formats: {
    uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/,
  },
});

/** Every endpoint of VTEX that a running server describes, with checks by a validator that knows nothing of the server. */
export async function readVtexDescription(url: string): Promise<VtexOperation[]> {
  const { body } = await callApi<{ paths: Record<string, Record<string, OperationObject>> }>(
    ...([url, null, 'GET', '/api/vtex/openapi.json'] as const),
  );
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => describe(method.toUpperCase(), path, operation)),
  );
}

function describe(method: string, path: string, operation: OperationObject): VtexOperation {
  const { operationId: id, parameters, requestBody, responses } = operation;
  const checks = new Map(parameters.map((each) => [each, ajv.compile(each.schema)]));
  const checkBody = compileContent(requestBody);
  const statuses = Object.keys(responses).map(Number);
  const answers = new Map(statuses.map((status) => [status, compileContent(responses[status])]));
  return {
    id,
    method,
    path,
    requiredResources: operation['x-required-resources'],
    success: Math.min(...statuses),
    statuses,
    checkRequest({ params = {}, query = {}, body }) {
      const wrong = [...checks].flatMap(([parameter, check]) => {
        const value = (parameter.in === 'path' ? params : query)[parameter.name];
        if (value === undefined) return parameter.required ? [`${parameter.name} is missing`] : [];
        return problemsOf(check, value);
      });
      const names = parameters.map(({ name }) => name);
      const unknown = [...Object.keys(params), ...Object.keys(query)].filter((name) => !names.includes(name));
      return [...wrong, ...unknown.map((name) => `${name} is no parameter`), ...problemsOf(checkBody, body)];
    },
    checkAnswer({ status, headers, body }) {
      const check = answers.get(status);
      if (!answers.has(status)) return [`${status} is not described`];
      const isJson = headers.get('content-type')?.startsWith('application/json') === true;
      if (check !== undefined && !isJson) return [`the type is ${headers.get('content-type')}`];
      return problemsOf(check, body);
    },
  };
}

function compileContent(described: Content | undefined): ValidateFunction | undefined {
  const schema = described?.content?.['application/json'].schema;
  return schema === undefined ? undefined : ajv.compile(schema);
}

function problemsOf(check: ValidateFunction | undefined, value: unknown): string[] {
  if (check === undefined) return value === undefined ? [] : ['there is a body'];
  if (check(value)) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Calls an endpoint as VTEX's clients do, with every header that its documents ask for. */
export async function callVtex(
  url: string,
  { method, path }: Pick<VtexOperation, 'method' | 'path'>,
  caller: Caller,
  { params = {}, query = {}, body }: VtexCall = {},
): Promise<VtexReply> {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ''));
  const pairs = Object.entries(query).flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
  const asked = new URLSearchParams(pairs).toString();
  const answer = await fetch(`${url}${filled}${asked === '' ? '' : `?${asked}`}`, {
    method,
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...caller },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}
