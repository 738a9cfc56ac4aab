/** The part of the API's description that no table of routes knows: decisions are answered before all else. */

import { type TSchema, Type } from 'typebox';
import { decisionCodes } from '#engine';
import { malformedHttp, type ProblemResponse } from '../openapi-text.ts';
import { dialects } from './endpoints.ts';
import type { Dialect } from './forward-auth/dialect.ts';
import { envoy } from './forward-auth/envoy.ts';
import { forwardAuthPrefix } from './forward-auth/forward-auth.ts';
import { verifyAddress, verifyBody } from './verify.ts';

const orNull = (schema: TSchema) => Type.Union([schema, Type.Null()]);
const closed = { additionalProperties: false };

/** The answer of `verify`. */
export const decisionView = Type.Object(
  {
    allowed: Type.Boolean(),
    code: Type.Enum(Object.keys(decisionCodes)),
    account: orNull(Type.String({ description: 'The account that was called.' })),
    key: orNull(
      Type.Object(
        { id: Type.String({ format: 'uuid' }), appKey: Type.String(), owner: Type.String() },
        { ...closed, description: 'The key; `null` unless the credential was right.' },
      ),
    ),
    user: orNull(
      Type.Object(
        { id: Type.String({ pattern: '^[0-9a-f]{32}$' }), email: Type.String() },
        {
          ...closed,
          description: 'The person of a user token; `null` for a key, and unless the credential was right.',
        },
      ),
    ),
    token: orNull(
      Type.Enum(['current', 'old', 'new'], {
        description: "Which of the key's tokens was used, or was a user token made from.",
      }),
    ),
    matchedResource: orNull(Type.String({ description: 'The first accepted resource that the key holds.' })),
    requiredResources: Type.Array(Type.String(), { description: 'Any one of these opens it.' }),
    revision: orNull(Type.String()),
  },
  closed,
);

/** `verify`'s body with the rules between its fields, which JSON Schema can say but not explain. */
const verifyBodyWithRules = {
  ...verifyBody,
  oneOf: [{ required: ['appKey', 'appToken'] }, { required: ['userToken'] }],
  dependentRequired: {
    appKey: ['appToken'],
    appToken: ['appKey'],
    api: ['method', 'path'],
    method: ['api'],
    path: ['api'],
  },
  // Either resources or routes: with an API, a list of resources cannot be right.
  dependentSchemas: { api: { properties: { anyOf: { not: {} } } } },
};

const verifyExample = { appKey: 'appkey-lojaverde-QWERTY', appToken: 'the API token', anyOf: ['ListOrders'] };

const staleHeader = {
  description: 'For how many seconds the server has gone on without news; only where the operator chose that.',
  schema: { type: 'string' },
};

function verifyOperation(problem: ProblemResponse): object {
  return {
    operationId: 'verify',
    summary: 'Decide about one credential, and say why',
    description: 'Only for those whom the operator lets ask for decisions; others are answered 404.',
    tags: ['decisions'],
    security: [],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: verifyBodyWithRules, example: verifyExample } },
    },
    responses: {
      200: {
        description: 'The decision: also every "no".',
        headers: { 'X-Chaveiro-Stale': staleHeader },
        content: { 'application/json': { schema: decisionView } },
      },
      400: problem(400, 'The question is malformed, or names a resource or API that does not exist.'),
      404: problem(404, 'The caller may not ask for decisions.'),
      405: problem(405, 'Not a POST.'),
      413: problem(413, 'The body is too large.'),
      415: problem(415, 'The body is not JSON.'),
      503: problem(503, 'The server cannot decide now.'),
    },
  };
}

const identityHeaders: Readonly<Record<string, string>> = {
  'X-Chaveiro-Key': 'The key string; empty, like all about keys, for a person.',
  'X-Chaveiro-Key-Id': "The key's id.",
  'X-Chaveiro-Owner': 'The account that owns the key.',
  'X-Chaveiro-User': 'The e-mail of a person who came with a user token; percent-encoded unless it is plain ASCII.',
  'X-Chaveiro-Account': 'The account that was called.',
  'X-Chaveiro-Resource': 'The resource that opened it; percent-encoded unless it is plain ASCII.',
};

/** How the address says what is needed. */
const forms = {
  query: 'by the query of the address',
  any: 'by resources in the path',
  api: 'by the route policies of an API in the path',
} as const;

function forwardAuthOperation(
  dialect: Pick<Dialect, 'name' | 'allowStatus'> & Partial<Dialect>,
  form: keyof typeof forms,
  parameters: object[],
  problem: ProblemResponse,
): object {
  const { uriHeader, methodHeader } = dialect;
  const own = [methodHeader, uriHeader].flatMap((header) => (header === undefined ? [] : [header.usual]));
  const reads =
    own.length > 0
      ? `Reads ${own.join(' and ')}, and the client's credential. Where a header by which another gateway says the same says something else, it is \`misconfigured\`; no other header changes the decision.`
      : "Reads the client's method, the path and query that follow the address, and the client's credential; no other header changes the decision.";
  const headers = Object.entries(identityHeaders).map(([name, description]) => [
    name,
    { description, required: true, schema: { type: 'string' } },
  ]);
  return {
    operationId: `forwardAuth-${dialect.name}-${form}`,
    summary: `Decide about the request that ${dialect.name} holds, ${forms[form]}`,
    description: `Every method is answered alike. ${reads} Others than the gateways that the operator names are answered 404.`,
    tags: ['decisions'],
    security: [],
    parameters: [
      ...parameters,
      ...own.map((name) => ({ name, in: 'header', required: false, schema: { type: 'string' } })),
    ],
    responses: {
      [dialect.allowStatus]: {
        description: 'Allowed. What does not apply is empty.',
        headers: { ...Object.fromEntries(headers), 'X-Chaveiro-Stale': staleHeader },
      },
      400: problem(400, malformedHttp),
      401: problem(401, 'Who are you? `X-Chaveiro-Code` says what is wrong with the credential.'),
      403: problem(403, 'Not allowed. `X-Chaveiro-Code` says why, `missingResources` what would open it.'),
      404: problem(404, 'The caller may not ask for decisions.'),
      503: problem(503, 'Cannot decide, or `misconfigured`.'),
    },
  };
}

const text = { type: 'string', minLength: 1 };

function inQuery(name: string, required: boolean, schema: object = text): object {
  return { name, in: 'query', required, schema };
}

function inPath(name: string, schema: object = text): object {
  return { name, in: 'path', required: true, schema };
}

/** The paths of all decisions. */
export function decisionPaths(problem: ProblemResponse): Record<string, object> {
  const paths: Record<string, object> = { [verifyAddress]: { post: verifyOperation(problem) } };
  for (const dialect of dialects) {
    const prefix = forwardAuthPrefix(dialect);
    const describe = (form: keyof typeof forms, parameters: object[]) => ({
      get: forwardAuthOperation(dialect, form, parameters, problem),
    });
    const list = { type: 'array', minItems: 1, items: text };
    if (dialect.takesQueryForm) {
      paths[prefix] = describe('query', [
        inQuery('account', true),
        { ...inQuery('anyOf', false, list), explode: true },
        inQuery('api', false),
      ]);
    }
    paths[`${prefix}/{account}/any/{resources}`] = describe('any', [
      inPath('account'),
      { ...inPath('resources', list), style: 'simple', explode: false },
    ]);
    paths[`${prefix}/{account}/api/{api}`] = describe('api', [inPath('account'), inPath('api')]);
  }
  const path = inPath('path');
  const list = { type: 'array', minItems: 1, items: text };
  const prefix = forwardAuthPrefix(envoy);
  paths[`${prefix}/{account}/any/{resources}/{path}`] = {
    get: forwardAuthOperation(
      envoy,
      'any',
      [inPath('account'), { ...inPath('resources', list), style: 'simple', explode: false }, path],
      problem,
    ),
  };
  paths[`${prefix}/{account}/api/{api}/{path}`] = {
    get: forwardAuthOperation(envoy, 'api', [inPath('account'), inPath('api'), path], problem),
  };
  return paths;
}
