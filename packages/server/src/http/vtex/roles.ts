import { Type } from 'typebox';
import { listResources } from '../../operations/resources/list-resources.ts';
import { listRoles } from '../../operations/roles/list-roles.ts';
import type { RoleView } from '../../operations/roles/role-view.ts';
import { pageOf, pageQuery } from './pages.ts';
import { defineVtexRoute } from './route.ts';
import { answer, opens, pagingView } from './views.ts';

const productView = answer({
  id: Type.Null(),
  name: Type.String(),
  categoryId: Type.Null(),
  categoryName: Type.Null(),
  description: Type.Null(),
  consoleUrlMask: Type.Null(),
  urlConfiguration: Type.Null(),
  webApiUrlMask: Type.Null(),
  url: Type.Null(),
  productResources: Type.Null(),
});

const listedRoleView = answer({
  id: Type.Integer(),
  name: Type.String(),
  isAdmin: Type.Boolean({ description: 'Whether it is the Owner role.' }),
  roleType: Type.Enum([0, 1], { description: '0: predefined; 1: custom.' }),
  products: Type.Array(productView, { description: 'Those of which the role holds a resource.' }),
  resources: Type.Null(),
  logins: Type.Null(),
});

export const roleRoutes = [
  defineVtexRoute(
    {
      method: 'GET',
      path: '/api/license-manager/site/pvt/roles/list/paged',
      operationId: 'getListRoles',
      summary: 'Roles of the account, in pages',
      errorForm: 'license-manager',
      anyOf: opens('listRoles'),
      query: pageQuery,
      body: null,
      success: {
        status: 200,
        schema: answer({ items: Type.Array(listedRoleView), paging: pagingView }),
        description: 'One page.',
      },
      errors: { 400: 'A parameter is not right.' },
    },
    async ({ context, actor, account, query }) => {
      const roles = await listRoles(context, actor, { account });
      const resources = await listResources(context, actor, { account });
      const productsOf = new Map(resources.map((each) => [each.key, each.places.map((place) => place.product)]));
      const { items, paging } = pageOf(roles, query, {
        id: (role) => role.id,
        name: (role) => role.name,
        isAdmin: (role) => role.holdsEverything,
        roleType: (role) => typeOf(role),
      });
      return { body: { items: items.map((role) => viewOf(role, productsOf)), paging } };
    },
  ),
];

function typeOf({ kind }: RoleView): 0 | 1 {
  return kind === 'custom' ? 1 : 0;
}

function viewOf(role: RoleView, productsOf: ReadonlyMap<string, readonly string[]>) {
  const held = role.holdsEverything ? [...productsOf.keys()] : role.resources;
  const products = new Set(held.flatMap((key) => productsOf.get(key) ?? []));
  return {
    id: role.id,
    name: role.name,
    isAdmin: role.holdsEverything,
    roleType: typeOf(role),
    products: [...products].sort().map(viewOfProduct),
    resources: null,
    logins: null,
  };
}

function viewOfProduct(name: string) {
  const category = { categoryId: null, categoryName: null, description: null };
  const addresses = { consoleUrlMask: null, urlConfiguration: null, webApiUrlMask: null, url: null };
  return { id: null, name, ...category, ...addresses, productResources: null };
}
