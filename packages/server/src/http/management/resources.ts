import { listResources } from '../../operations/resources/list-resources.ts';
import { page, pageFields } from './paging.ts';
import { defineRoute } from './route.ts';
import { resourceView } from './views/resources.ts';
import { pageOf, view } from './views/view.ts';

export const resourceRoutes = [
  defineRoute(
    {
      method: 'GET',
      path: '/resources',
      operationId: 'listResources',
      summary: 'Resources that roles can hold, by key',
      tag: 'roles',
      anyOf: ['Get_Roles_Paged', 'ViewApiKeys'],
      query: view(pageFields),
      body: null,
      success: { status: 200, schema: pageOf(resourceView), description: 'One page.' },
    },
    async ({ context, actor, account, query }) => ({
      body: page(await listResources(context, actor, { account }), (resource) => resource.key, query),
    }),
  ),
];
