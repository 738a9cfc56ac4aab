import { Type } from 'typebox';
import { ChaveiroError } from '../../domain/errors.ts';
import { noHolders } from '../../domain/role-holders.ts';
import { textKey } from '../../domain/text-key.ts';
import { changeRole } from '../../operations/roles/change-role.ts';
import { createRole } from '../../operations/roles/create-role.ts';
import { deleteRole } from '../../operations/roles/delete-role.ts';
import { listRoles } from '../../operations/roles/list-roles.ts';
import type { ListedRoleView } from '../../operations/roles/role-view.ts';
import { showRole } from '../../operations/roles/show-role.ts';
import { page, pageFields } from './paging.ts';
import { defineRoute } from './route.ts';
import { changedRoleView, listedRoleView, roleView } from './views/roles.ts';
import { dryRunFields, pageOf, view, wanted } from './views/view.ts';

const name = Type.String({ minLength: 1, maxLength: 1000, description: 'A text of 1 to 100 characters.' });

const resources = Type.Array(Type.String({ minLength: 1 }), {
  minItems: 1,
  description: 'A list of keys of resources, 1 to 1,000.',
});

const wantedResources = wanted(Type.String({ minLength: 1 }), {
  whole: 'All keys of resources that the role is to hold, 1 to 1,000.',
  part: 'A list of keys of resources.',
});

const readers = ['Get_Roles_Paged', 'ViewApiKeys'] as const;

const roleSorts = ['id', 'name', 'kind', 'resources', 'holders', 'createdAt'] as const;

const sortValues: Readonly<Record<(typeof roleSorts)[number], (role: ListedRoleView) => string | number>> = {
  id: (role) => role.id,
  name: (role) => textKey(role.name),
  kind: (role) => role.kind,
  // Every resource is more than any list of some.
  resources: (role) => (role.holdsEverything ? Number.MAX_SAFE_INTEGER : role.resources.length),
  holders: ({ holders: { keys, externalKeys, users } = noHolders }) => keys + externalKeys + users,
  createdAt: (role) => role.createdAt,
};

export const roleRoutes = [
  defineRoute(
    {
      method: 'GET',
      path: '/roles',
      operationId: 'listRoles',
      summary: 'Roles of the account',
      tag: 'roles',
      anyOf: readers,
      query: view({
        q: Type.Optional(
          Type.String({ maxLength: 200, description: 'Part of a name, or of the key of a resource that it lists.' }),
        ),
        sort: Type.Optional(
          Type.Enum(roleSorts, {
            description:
              `One of ${roleSorts.join(', ')}; id unless said. \`resources\` and \`holders\` go by how many there are, ` +
              'with a role that holds everything as the one with the most resources.',
          }),
        ),
        order: Type.Optional(Type.Enum(['asc', 'desc'], { description: 'One of asc, desc; asc unless said.' })),
        holders: Type.Optional(
          Type.Boolean({
            description: 'Either true or false; true adds to each role how many have it; `sort=holders` does so, too.',
          }),
        ),
        ...pageFields,
      }),
      body: null,
      success: { status: 200, schema: pageOf(listedRoleView), description: 'One page.' },
    },
    async ({ context, actor, account, query }) => {
      const { sort = 'id', order = 'asc', q, holders } = query;
      const roles = await listRoles(context, actor, { account, q, holders: holders || sort === 'holders' });
      return { body: page(roles, (role) => role.id, query, { sort, order, sortBy: sortValues[sort] }) };
    },
  ),

  defineRoute(
    {
      method: 'GET',
      path: '/roles/{role}',
      operationId: 'showRole',
      summary: 'One role, and how many have it',
      tag: 'roles',
      anyOf: readers,
      query: view({}),
      body: null,
      success: { status: 200, schema: listedRoleView, description: 'The role, with `holders`.' },
    },
    async ({ context, actor, account, params }) => ({
      body: await showRole(context, actor, { account, role: roleIdOf(params) }),
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
      query: view(dryRunFields),
      body: view({ name: Type.Optional(name), resources: Type.Optional(wantedResources) }),
      success: { status: 200, schema: changedRoleView, description: 'The role as it is now, and what that changes.' },
      versioned: roleView,
      mayConflict: true,
    },
    async ({ context, actor, account, params, query, body, ifVersion }) => {
      const input = { account, role: roleIdOf(params), ...body, ...query, ifVersion };
      const { value, revision } = await changeRole(context, actor, input);
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
      query: view(dryRunFields),
      body: null,
      success: { status: 204, schema: null, description: 'The role is gone.' },
      versioned: roleView,
      mayConflict: true,
    },
    async ({ context, actor, account, params, query, ifVersion }) => {
      const { revision } = await deleteRole(context, actor, { account, role: roleIdOf(params), ...query, ifVersion });
      return { revision };
    },
  ),
];

/** Something that is no id of a role is a role that does not exist, and answered like one. */
function roleIdOf({ role = '' }: Readonly<Record<string, string>>): number {
  if (/^[1-9][0-9]{0,8}$/.test(role)) return Number(role);
  throw new ChaveiroError('not_found', 'There is no such role.');
}
