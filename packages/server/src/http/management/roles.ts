import { Type } from 'typebox';
import { ChaveiroError } from '../../domain/errors.ts';
import { changeRole } from '../../operations/roles/change-role.ts';
import { createRole } from '../../operations/roles/create-role.ts';
import { deleteRole } from '../../operations/roles/delete-role.ts';
import { listRoles } from '../../operations/roles/list-roles.ts';
import { page, pageFields } from './paging.ts';
import { defineRoute } from './route.ts';
import { pageOf, roleView, view } from './views.ts';

const name = Type.String({ minLength: 1, maxLength: 1000, description: 'A text of 1 to 100 characters.' });

const resources = Type.Array(Type.String({ minLength: 1 }), {
  minItems: 1,
  maxItems: 1000,
  description: 'A list of at least one key of a resource.',
});

export const roleRoutes = [
  defineRoute(
    {
      method: 'GET',
      path: '/roles',
      operationId: 'listRoles',
      summary: 'Roles of the account, by id',
      tag: 'roles',
      anyOf: ['Get_Roles_Paged', 'ViewApiKeys'],
      query: view(pageFields),
      body: null,
      success: { status: 200, schema: pageOf(roleView), description: 'One page.' },
    },
    async ({ context, actor, account, query }) => ({
      body: page(await listRoles(context, actor, { account }), (role) => role.id, query),
    }),
  ),

  defineRoute(
    {
      method: 'POST',
      path: '/roles',
      operationId: 'createRole',
      summary: 'Make a custom role, or add a predefined one from its template',
      tag: 'roles',
      anyOf: ['Create_Role'],
      query: view({}),
      body: Type.Union([
        view({ name, resources }),
        view({ template: Type.String({ minLength: 1, description: 'The name of a role template.' }) }),
      ]),
      takesIdempotencyKey: true,
      success: { status: 201, schema: roleView, description: 'The role.' },
      mayConflict: true,
    },
    async ({ context, actor, account, body }) => {
      const { value, revision } = await createRole(context, actor, { account, ...body });
      return { body: value, revision, location: `/roles/${value.id}` };
    },
  ),

  defineRoute(
    {
      method: 'PATCH',
      path: '/roles/{role}',
      operationId: 'changeRole',
      summary: 'Change name or resources; what is absent stays',
      tag: 'roles',
      anyOf: ['Create_Role'],
      query: view({}),
      body: view({ name: Type.Optional(name), resources: Type.Optional(resources) }),
      success: { status: 200, schema: roleView, description: 'The role as it is now.' },
      mayConflict: true,
    },
    async ({ context, actor, account, params, body }) => {
      const { value, revision } = await changeRole(context, actor, { account, role: roleIdOf(params), ...body });
      return { body: value, revision };
    },
  ),

  defineRoute(
    {
      method: 'DELETE',
      path: '/roles/{role}',
      operationId: 'deleteRole',
      summary: 'Delete a role that nobody has',
      tag: 'roles',
      anyOf: ['Create_Role'],
      query: view({}),
      body: null,
      success: { status: 204, schema: null, description: 'The role is gone.' },
      mayConflict: true,
    },
    async ({ context, actor, account, params }) => {
      const { revision } = await deleteRole(context, actor, { account, role: roleIdOf(params) });
      return { revision };
    },
  ),
];

/** Something that is no id of a role is a role that does not exist, and answered like one. */
function roleIdOf({ role = '' }: Readonly<Record<string, string>>): number {
  if (/^[1-9][0-9]{0,8}$/.test(role)) return Number(role);
  throw new ChaveiroError('not_found', 'There is no such role.');
}
