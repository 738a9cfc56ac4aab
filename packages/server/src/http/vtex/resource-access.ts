import { Type } from 'typebox';
import { holdsResource } from '../../operations/resources/holds-resource.ts';
import { defineVtexRoute } from './route.ts';
import { noQuery } from './views.ts';

/** As VTEX's own client library asks, with the user token of the person or key in question. */
export const resourceAccessRoutes = [
  defineVtexRoute(
    {
      method: 'GET',
      path: '/api/license-manager/resources/{resourceKey}/access',
      operationId: 'canAccessResource',
      summary: 'Whether the caller holds a resource in the account of the request',
      errorForm: 'license-manager',
      anyOf: [],
      query: noQuery,
      body: null,
      success: {
        status: 200,
        schema: Type.Boolean(),
        description: '`false` also where there is no such resource or account, or the caller has no role in it.',
      },
      errors: {},
    },
    async ({ context, actor, account, params }) => ({
      body: await holdsResource(context, actor, { account, resource: params.resourceKey as string }),
    }),
  ),
];
