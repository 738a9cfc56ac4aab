/** The description of the endpoints of VTEX in OpenAPI 3.1, made from the tables that the server itself is made from. */
import type { TSchema } from 'typebox';
import { version } from '../../version.ts';
import { contact, needsText, tagObjects, vtexDescription, vtexTags } from '../openapi-text.ts';
import { errorView } from './errors.ts';
import type { VtexRouteDescription } from './route.ts';
import { emptyAddresses, vtexRoutes } from './routes.ts';
import { tokenRoutes } from './vtex-id-tokens.ts';

/** Of every endpoint, where it says nothing more exact. */
const usualErrors: Readonly<Record<number, string>> = {
  400: 'The request is malformed, or names two accounts.',
  401: 'The credential is missing, ambiguous or wrong.',
  403: 'The caller has a role in the account, but none of the resources, or may not do just this.',
  404: 'There is no such account, or the caller has no role in it.',
  500: 'Chaveiro failed.',
  503: 'Nothing was done; try again.',
};

const bodyErrors: Readonly<Record<number, string>> = {
  413: 'The body is too large.',
  415: 'A body came that is not JSON.',
};

/** The whole document, the same for every installation of this version. */
export function vtexOpenApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of [...vtexRoutes, ...tokenRoutes]) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chaveiro: endpoints of VTEX',
      description: vtexDescription,
      version: version(),
      contact,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: tagObjects(vtexTags),
    paths,
    components: {
      securitySchemes: {
        appKey: { type: 'apiKey', in: 'header', name: 'X-VTEX-API-AppKey' },
        appToken: { type: 'apiKey', in: 'header', name: 'X-VTEX-API-AppToken' },
        userToken: {
          type: 'apiKey',
          in: 'header',
          name: 'VtexIdclientAutCookie',
          description:
            'A user token; the same in a cookie of this name, with which a change has to come from our own page.',
        },
      },
    },
  };
}

function operationOf(route: VtexRouteDescription): object {
  const errors = {
    ...usualErrors,
    ...(route.method === 'GET' ? {} : bodyErrors),
    ...emptyErrors(route),
    ...route.errors,
  };
  const { success, body } = route;
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: textOf(route),
    tags: [route.path.startsWith('/api/vtexid/') ? 'VTEX ID' : 'License Manager'],
    security: route.isOpen ? [] : [{ appKey: [], appToken: [] }, { userToken: [] }],
    'x-required-resources': route.anyOf,
    parameters: [accountParameter, ...pathParameters(route), ...queryParameters(route)],
    ...(body !== null && { requestBody: { required: true, content: json(body) } }),
    responses: {
      [success.status]: {
        description: success.description,
        ...(success.schema !== null && { content: json(success.schema) }),
      },
      ...Object.fromEntries(
        Object.entries(errors).map(([status, description]) => [
          status,
          { description, content: json(errorView(route.errorForm, Number(status))) },
        ]),
      ),
    },
  };
}

function textOf({ isOpen, anyOf }: VtexRouteDescription): string {
  if (isOpen) return 'Needs no credential beside the one in the body.';
  return anyOf.length === 0 ? 'Anybody with a right credential may call.' : needsText(anyOf, 'of the request');
}

/** Where a client that leaves an id empty hears 405. */
function emptyErrors({ path }: VtexRouteDescription): Readonly<Record<number, string>> {
  const emptied = path.replaceAll(/\{\w+\}/g, '');
  const isKnown = emptyAddresses.some((each) => each.path.replaceAll(/\{\w+\}/g, '') === emptied);
  return isKnown ? { 405: 'An id in the address is empty.' } : {};
}

function json(schema: TSchema): object {
  return { 'application/json': { schema } };
}

const accountParameter = {
  name: 'an',
  in: 'query',
  required: false,
  description:
    "Name of the account; without it the host names one, or it is the caller's own: the one that owns the key, or for which the user token was made.",
  schema: { type: 'string' },
};

const parameterMeanings: Readonly<Record<string, string>> = {
  userId: 'Id of a user; where roles are meant also the id of a key, with or without dashes, or a key string.',
  roleId: 'Id of a role.',
  resourceKey: 'Key of a resource, such as `ListOrders`.',
  id: 'Id of a key, with or without dashes, or its key string.',
  apiKey: 'Key string, or id of a key.',
};

function pathParameters({ path }: VtexRouteDescription): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: parameterMeanings[name],
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: VtexRouteDescription): object[] {
  const required: readonly string[] = query.required ?? [];
  return Object.entries(query.properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}
