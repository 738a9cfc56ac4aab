import { listRoleTemplates } from '../../operations/roles/list-role-templates.ts';
import { page, pageFields } from './paging.ts';
import { defineRoute } from './route.ts';
import { roleTemplateView } from './views/roles.ts';
import { pageOf, view } from './views/view.ts';

export const roleTemplateRoutes = [
  defineRoute(
    {
      method: 'GET',
      path: '/role-templates',
      operationId: 'listRoleTemplates',
      summary: 'Predefined roles that the account can add, by name',
      tag: 'roles',
      anyOf: ['Get_Roles_Paged', 'ViewApiKeys'],
      query: view(pageFields),
      body: null,
      success: { status: 200, schema: pageOf(roleTemplateView), description: 'One page.' },
    },
    async ({ context, actor, account, query }) => ({
      body: page(await listRoleTemplates(context, actor, { account }), (template) => template.name, query),
    }),
  ),
];
