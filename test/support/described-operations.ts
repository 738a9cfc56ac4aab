import { callApi } from './api.ts';

/** Below it is everything that belongs to one account. */
export const accountPrefix = '/api/v1/accounts/{account}';

/** What the served description says of one operation. */
export interface DescribedOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Any one of them opens it, so it says; `undefined` outside accounts. */
  readonly requiredResources: readonly string[] | undefined;
  /** Names of what a call may say, where: the account in the path is left out. */
  readonly inputs: Readonly<Record<'path' | 'query' | 'body', readonly string[]>>;
  /** The status of success. */
  readonly success: number;
}

interface BodySchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly anyOf?: readonly BodySchema[];
}

interface OperationObject {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: BodySchema } } };
  readonly responses: Readonly<Record<string, unknown>>;
  readonly 'x-required-resources'?: readonly string[];
}

/** Every operation that a running server describes. */
export async function readDescription(url: string): Promise<DescribedOperation[]> {
  const { body } = await callApi<{ paths: Record<string, Record<string, OperationObject>> }>(
    ...([url, null, 'GET', '/api/openapi.json'] as const),
  );
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => describe(method.toUpperCase(), path, operation)),
  );
}

function describe(method: string, path: string, operation: OperationObject): DescribedOperation {
  const named = (place: string) =>
    (operation.parameters ?? []).filter((each) => each.in === place).map(({ name }) => name);
  const schema = operation.requestBody?.content['application/json'].schema;
  const bodies = schema === undefined ? [] : [schema, ...(schema.anyOf ?? [])];
  return {
    id: operation.operationId,
    method,
    path,
    requiredResources: operation['x-required-resources'],
    inputs: {
      path: named('path').filter((name) => name !== 'account'),
      query: named('query'),
      body: bodies.flatMap(({ properties = {} }) => Object.keys(properties)),
    },
    success: Math.min(...Object.keys(operation.responses).map(Number)),
  };
}

/** Who calls, as the headers in which their credential is sent; none is nobody. */
export type Caller = Readonly<Record<string, string>>;

/** What one call says. */
export interface Call {
  readonly account: string;
  /** Ids by the names of the path's and query's parameters, and of the body's fields. */
  readonly ids?: Readonly<Record<string, string>>;
  /** The rest of the body. */
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An answer to the byte. */
export interface ExactAnswer {
  readonly status: number;
  /** All headers but the time of day. */
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
}

/** Calls an operation; does not judge the status. */
export async function callOperation(
  url: string,
  operation: DescribedOperation,
  caller: Caller,
  { account, ids = {}, body, headers }: Call,
): Promise<ExactAnswer> {
  const { method, inputs } = operation;
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(name === 'account' ? account : (ids[name] ?? '')),
  );
  const asked = (names: readonly string[]) => Object.entries(ids).filter(([name]) => names.includes(name));
  const query = new URLSearchParams(asked(inputs.query)).toString();
  const given = { ...body, ...Object.fromEntries(asked(inputs.body).map(([name, id]) => [name, fieldOf(name, id)])) };
  const hasBody = inputs.body.length > 0;
  const answer = await fetch(`${url}${path}${query === '' ? '' : `?${query}`}`, {
    method,
    headers: {
      'User-Agent': 'test',
      ...caller,
      ...(hasBody ? { 'Content-Type': 'application/json' } : {}),
      ...headers,
    },
    ...(hasBody ? { body: JSON.stringify(given) } : {}),
  });
  return {
    status: answer.status,
    headers: [...answer.headers].filter(([name]) => name !== 'date'),
    text: await answer.text(),
  };
}

/** Roles are sent as a list of numbers, every other id as a text. */
function fieldOf(name: string, id: string): unknown {
  return name === 'roles' ? [Number(id)] : id;
}
