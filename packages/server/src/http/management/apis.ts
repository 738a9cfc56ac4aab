import { listApis } from '../../operations/routes/list-apis.ts';
import { page, pageFields } from './paging.ts';
import { defineRoute } from './route.ts';
import { apiView } from './views/apis.ts';
import { pageOf, view } from './views/view.ts';

export const apiRoutes = [
  defineRoute(
    {
      method: 'GET',
      path: '/apis',
      operationId: 'listApis',
      summary: 'APIs that have route policies, by name, with what opens each route',
      tag: 'roles',
      anyOf: ['Get_Roles_Paged', 'ViewApiKeys'],
      query: view(pageFields),
      body: null,
      success: { status: 200, schema: pageOf(apiView), description: 'One page.' },
    },
    async ({ context, actor, account, query }) => ({
      body: page(await listApis(context, actor, { account }), (api) => api.name, query),
    }),
  ),
];
