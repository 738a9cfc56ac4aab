/** The description of the API in OpenAPI 3.1, made from the tables that the server itself is made from. */
import { type TObject, type TSchema, Type } from 'typebox';
import { problemMediaType } from '#engine';
import { errorCodes } from '../domain/error-codes.ts';
import { idempotencyHeader, idempotencyKeyPattern } from '../domain/idempotency-key.ts';
import { version } from '../version.ts';
import { decisionPaths, decisionView } from './decision/openapi.ts';
import { feedPaths } from './feed/openapi.ts';
import { ifMatchHeader } from './if-match.ts';
import { openedLinkView } from './links/reveal.ts';
import { accountAddress, type RouteDescription } from './management/route.ts';
import { managementRoutes } from './management/routes.ts';
import { apiView } from './management/views/apis.ts';
import { auditEventView } from './management/views/audit.ts';
import { triedCredentialView } from './management/views/decisions.ts';
import { externalKeyView, grantView } from './management/views/external-keys.ts';
import { createdKeyView, keyView, listedKeyView } from './management/views/keys.ts';
import { resourceView } from './management/views/resources.ts';
import { changedRoleView, holdersView, listedRoleView, roleTemplateView, roleView } from './management/views/roles.ts';
import { changedSettingsView, settingsView } from './management/views/settings.ts';
import { keyUsageView } from './management/views/usage.ts';
import { addedUserView, setupLinkView, userLinkView, userView } from './management/views/users.ts';
import { apiDescription, contact, malformedHttp, needsText, tagObjects, tags } from './openapi-text.ts';
import type { PublicRouteDescription } from './public-route.ts';
import { publicRoutes } from './public-routes.ts';
import type { SessionRouteDescription } from './sessions/route.ts';
import { sessionRoutes } from './sessions/routes.ts';
import {
  openedSetupLinkView,
  sessionListView,
  sessionView,
  shownSetupLinkView,
  userTokenView,
} from './sessions/views.ts';
import { type StatusDescription, statusDescriptions } from './status.ts';

const problemView = Type.Object(
  {
    type: Type.String({ description: '`urn:chaveiro:error:{code}`.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What was wrong and what would be right.' }),
    code: Type.String({ description: 'A code of the closed list.' }),
    field: Type.Optional(Type.String({ description: 'Where in the input the mistake is.' })),
    limit: Type.Optional(Type.Integer({ description: 'The most that is accepted of what was too much.' })),
    retryAfterSeconds: Type.Optional(Type.Integer({ description: 'In so many seconds it may be tried again.' })),
    missingResources: Type.Optional(Type.Array(Type.String(), { description: 'What would have opened it.' })),
    holders: Type.Optional(holdersView),
  },
  { additionalProperties: false, description: 'RFC 9457.' },
);

/** Schemas that clients want by name. */
const components: ReadonlyMap<TSchema, string> = new Map<TSchema, string>([
  [problemView, 'Problem'],
  [keyView, 'Key'],
  [listedKeyView, 'KeyInList'],
  [createdKeyView, 'CreatedKey'],
  [keyUsageView, 'KeyUsage'],
  [externalKeyView, 'ExternalKey'],
  [grantView, 'Grant'],
  [roleView, 'Role'],
  [listedRoleView, 'RoleInList'],
  [changedRoleView, 'ChangedRole'],
  [roleTemplateView, 'RoleTemplate'],
  [resourceView, 'Resource'],
  [apiView, 'Api'],
  [settingsView, 'Settings'],
  [changedSettingsView, 'ChangedSettings'],
  [auditEventView, 'AuditEvent'],
  [decisionView, 'Decision'],
  [triedCredentialView, 'TriedCredential'],
  [openedLinkView, 'OpenedLink'],
  [userView, 'User'],
  [addedUserView, 'AddedUser'],
  [setupLinkView, 'SetupLink'],
  [userLinkView, 'UserLink'],
  [sessionView, 'Session'],
  [sessionListView, 'SessionInList'],
  [openedSetupLinkView, 'OpenedSetupLink'],
  [shownSetupLinkView, 'ShownSetupLink'],
  [userTokenView, 'UserToken'],
]);

const problemMeanings: Readonly<Record<number, string>> = {
  400: malformedHttp,
  401: 'The credential is missing, ambiguous or wrong.',
  403: 'The caller has a role in the account, but not the resource, or may not do just this.',
  404: 'There is no such thing, or the caller may not know of it.',
  409: 'It conflicts with what is there.',
  413: 'The body is too large.',
  415: 'A body came that is not JSON.',
  429: 'It was tried too often; `Retry-After` says when to go on.',
  422: errorCodes.idempotency_key_reused,
  500: errorCodes.internal,
  503: 'Nothing was done; try again.',
};

/** The whole document, the same for every installation of this version. */
export function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of managementRoutes) {
    const path = accountAddress + route.path;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: managementOperation(path, route) };
  }
  for (const route of statusDescriptions) paths[route.path] = { get: statusOperation(route) };

  for (const route of [...publicRoutes, ...sessionRoutes]) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: outsideOperation(route) };
  }

  const schemas = [...components].map(([schema, name]) => [name, withReferences({ ...schema })]);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chaveiro',
      description: apiDescription,
      version: version(),
      contact,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: tagObjects(tags),
    paths: withReferences({ ...decisionPaths(problemResponse), ...paths, ...feedPaths(problemResponse) }),
    components: {
      schemas: Object.fromEntries(schemas),
      securitySchemes: {
        appKey: { type: 'apiKey', in: 'header', name: 'X-VTEX-API-AppKey' },
        appToken: { type: 'apiKey', in: 'header', name: 'X-VTEX-API-AppToken' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-chaveiro-session',
          description:
            'Who is signed in; `chaveiro-session` on a loopback address over plain http. A change is refused with ' +
            '`cross_site_request` unless `Sec-Fetch-Site` is `same-origin` or `none`, or without it `Origin` is ours, or ' +
            'nothing looks like a browser.',
        },
        userToken: {
          type: 'apiKey',
          in: 'header',
          name: 'VtexIdclientAutCookie',
          description: 'Counts as the person or the key that it stands for.',
        },
        userTokenCookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'VtexIdclientAutCookie',
          description: 'The same; a change is refused as with a session.',
        },
        nodeCredential: {
          type: 'http',
          scheme: 'bearer',
          description: 'What `chaveiro node create` has shown: `chn_…`.',
        },
        basic: { type: 'http', scheme: 'basic', description: 'The key string as user, the token as password.' },
      },
    },
  };
}

/** An address outside the accounts. */
function outsideOperation(route: PublicRouteDescription | SessionRouteDescription): object {
  const isPublic = 'tag' in route;
  const parameters = pathParameters(route.path);
  const statuses = [
    ...[400, 500, 503],
    ...(isPublic ? [] : [403]),
    // Also what is too long to be an id, or has a slash in it.
    ...(parameters.length > 0 ? [404] : []),
    ...(route.method === 'GET' ? [] : [413, 415]),
  ];
  const usual = statuses.map((status) => [status, problemResponse(status)]);
  const others = Object.entries(route.problems).map(([status, meaning]) => [
    status,
    problemResponse(Number(status), meaning),
  ]);
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: outsideText(route),
    tags: [isPublic ? route.tag : 'session'],
    security: !isPublic && route.caller === 'user' ? [{ session: [] }] : [],
    parameters,
    ...(route.body && {
      requestBody: {
        required: isPublic || !route.isBodyOptional,
        content: { 'application/json': { schema: route.body } },
      },
    }),
    responses: {
      [route.success.status]: successResponse(route),
      ...Object.fromEntries([...usual, ...others]),
    },
  };
}

function outsideText(route: PublicRouteDescription | SessionRouteDescription): string {
  if ('tag' in route) return 'Needs no credential: what its caller knows is in the address and the body.';
  if (route.caller === 'user') return 'Only for somebody who is signed in, by the cookie of their session.';
  return 'Needs no credential; nobody has to be signed in.';
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...parameterOf(name),
  }));
}

function managementOperation(path: string, route: RouteDescription): object {
  const problems = [
    400,
    401,
    403,
    404,
    500,
    503,
    ...(route.mayConflict ? [409] : []),
    ...(route.isLimited ? [429] : []),
    ...(route.method === 'GET' ? [] : [413, 415]),
    ...(route.takesIdempotencyKey ? [422] : []),
  ];
  const changed = route.versioned && { 412: changedResponse(route.versioned) };
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: managementText(route),
    tags: [route.tag],
    security: [
      { appKey: [], appToken: [] },
      { basic: [] },
      { userToken: [] },
      { userTokenCookie: [] },
      { session: [] },
    ],
    'x-required-resources': route.anyOf,
    parameters: [
      ...pathParameters(path),
      ...queryParameters(route.query),
      ...(route.takesIdempotencyKey ? [idempotencyParameter] : []),
      ...(route.versioned ? [ifMatchParameter] : []),
    ],
    ...(route.body && {
      requestBody: { required: !route.isBodyOptional, content: { 'application/json': { schema: route.body } } },
    }),
    responses: {
      [route.success.status]: successResponse(route),
      ...Object.fromEntries(problems.map((status) => [status, problemResponse(status)])),
      ...changed,
    },
  };
}

function managementText({ anyOf, isBodyOptional, takesIdempotencyKey }: RouteDescription): string {
  return [
    needsText(anyOf, 'of the path'),
    ...(isBodyOptional ? ['The body may be left out.'] : []),
    ...(takesIdempotencyKey ? ['Can be sent again without harm, with an `Idempotency-Key`.'] : []),
  ].join(' ');
}

const idempotencyParameter = {
  name: idempotencyHeader,
  in: 'header',
  required: false,
  description:
    'A secret of at least 128 random bits, new for each request; a UUID has too few. The same request with the same key, within 24 hours, changes nothing again and is answered as before; 5 minutes later without the token or link, and with `replayed: true` instead.',
  schema: { type: 'string', pattern: idempotencyKeyPattern },
};

const ifMatchParameter = {
  name: ifMatchHeader,
  in: 'header',
  required: false,
  description:
    'The `version` that was seen, between quotation marks: if it is another one by now, nothing is changed and the answer is 412.',
  schema: { type: 'string' },
};

const parameterMeanings: Readonly<Record<string, string>> = {
  grantingAccount: 'Name of the account that has given the key roles.',
  key: "The key's id or its key string.",
  link: "The id in the link's address.",
  revision: 'A value of the header `X-Chaveiro-Revision`.',
  session: 'The id of a session.',
  user: 'The id of a user.',
  token: 'What follows the # in the address of the link.',
};

function parameterOf(name: string): object {
  if (name === 'role') return { schema: { type: 'integer', minimum: 1 } };
  return { description: parameterMeanings[name] ?? 'Name of the account.', schema: { type: 'string' } };
}

function queryParameters(query: TObject): object[] {
  const required: readonly string[] = query.required ?? [];
  return Object.entries(query.properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function successResponse({ success, method }: Pick<RouteDescription, 'success' | 'method'>): object {
  const revision = { description: 'The change that was made.', required: true, schema: { type: 'string' } };
  const location = { description: 'Where it can be read.', required: true, schema: { type: 'string' } };
  return {
    description: success.description,
    headers: {
      ...(method !== 'GET' && { 'X-Chaveiro-Revision': revision }),
      ...(success.status === 201 && { Location: location }),
    },
    ...(success.schema !== null && {
      content: { [success.mediaType ?? 'application/json']: { schema: success.schema } },
    }),
  };
}

function statusOperation(route: StatusDescription): object {
  const response = (description: string) => ({
    description,
    content: { [route.mediaType]: { schema: route.schema } },
  });
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: route.isForDecisionPeers
      ? 'Only for those whom the operator lets ask for decisions; others are answered 404.'
      : 'Needs no credential.',
    tags: ['status'],
    security: [],
    responses: {
      200: response('The answer.'),
      400: problemResponse(400),
      ...(route.isForDecisionPeers && { 404: problemResponse(404, 'The caller may not ask for metrics.') }),
      ...(route.unavailable === 'in the same form' && { 503: response('The answer, when it is no.') }),
      ...(route.unavailable === 'problem' && {
        503: problemResponse(503, 'The server has not yet read what this needs.'),
      }),
    },
  };
}

function problemResponse(status: number, description = problemMeanings[status]): object {
  return { description, content: { [problemMediaType]: { schema: problemView } } };
}

/** What was to be changed is another than the client has seen: with what it is. */
function changedResponse(current: TObject): object {
  const schema = {
    ...problemView,
    properties: { ...problemView.properties, current },
    required: [...problemRequired, 'current'],
  };
  return { description: errorCodes.changed_meanwhile, content: { [problemMediaType]: { schema } } };
}

const problemRequired: readonly string[] = problemView.required ?? [];

/** The same document with every named schema replaced by a reference to its name. */
function withReferences(node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const name = components.get(node as TSchema);
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
  if (Array.isArray(node)) return node.map(withReferences);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withReferences(value)]));
}
