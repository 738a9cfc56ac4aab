import { Type } from 'typebox';
import type { Actor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { ownerRoleId } from '../../domain/role.ts';
import type { OperationContext } from '../../operations/context.ts';
import { addUser } from '../../operations/users/add-user.ts';
import { changeUser } from '../../operations/users/change-user.ts';
import { findUser } from '../../operations/users/find-user.ts';
import { listUsers } from '../../operations/users/list-users.ts';
import { removeUser } from '../../operations/users/remove-user.ts';
import { showUser } from '../../operations/users/show-user.ts';
import type { UserView } from '../../operations/users/user-view.ts';
import { pageOf, pageQuery } from './pages.ts';
import { defineVtexRoute } from './route.ts';
import { answer, input, invalidUserId, noQuery, opens, pagingView } from './views.ts';

const userView = answer({ id: Type.String(), name: Type.String(), email: Type.String() });

const listedUserView = answer({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  isAdmin: Type.Boolean({ description: 'Whether the user has the Owner role.' }),
  isReliable: Type.Boolean(),
  isBlocked: Type.Boolean(),
  roles: Type.Array(Type.Never(), { description: 'Always empty.' }),
  accountNames: Type.Array(Type.String(), { description: 'The account of the request, and no other.' }),
});

/** A user without a name is called by the address. */
function viewOf({ id, email, name }: UserView) {
  return { id, name: name ?? email, email };
}

/** Ids come with dashes, too. */
const userIn = (params: Readonly<Record<string, string>>) =>
  (params.userId as string).replaceAll('-', '').toLowerCase();

const users = '/api/license-manager/users';

export const userRoutes = [
  defineVtexRoute(
    {
      method: 'GET',
      path: `${users}/{userId}`,
      operationId: 'getUser',
      summary: 'A user by id',
      errorForm: 'license-manager',
      anyOf: opens('showUser'),
      query: noQuery,
      body: null,
      success: { status: 200, schema: userView, description: 'The user.' },
      errors: { 400: 'The account has no such user.', 405: 'The id is empty.' },
      refuse: ({ code }) => (code === 'not_found' ? invalidUserId : undefined),
    },
    async ({ context, actor, account, params }) => ({
      body: viewOf(await showUser(context, actor, { account, user: userIn(params) })),
    }),
  ),

  defineVtexRoute(
    {
      method: 'DELETE',
      path: `${users}/{userId}`,
      operationId: 'deleteUser',
      summary: 'Take a user out of the account',
      errorForm: 'license-manager',
      anyOf: opens('removeUser'),
      query: noQuery,
      body: null,
      success: { status: 200, schema: null, description: 'The user is out of the account.' },
      errors: { 400: 'The account has no such user.', 409: 'The user is the last Owner.' },
      refuse: ({ code }) => (code === 'not_found' ? invalidUserId : undefined),
    },
    async ({ context, actor, account, params }) => {
      const { revision } = await removeUser(context, actor, { account, user: userIn(params) });
      return { revision };
    },
  ),

  defineVtexRoute(
    {
      method: 'POST',
      path: users,
      operationId: 'createUser',
      summary: 'Invite a person into the account, or rename one who is there',
      errorForm: 'license-manager',
      anyOf: ['Save_User'],
      query: noQuery,
      body: input({
        email: Type.String({ description: 'An e-mail address.' }),
        name: Type.Optional(
          Type.Union([Type.String(), Type.Null()], { description: 'A text of 1 to 100 characters.' }),
        ),
      }),
      success: { status: 200, schema: userView, description: 'The user.' },
      errors: { 400: 'The address or the name is none.' },
      refuse: ({ code, fields }) =>
        code === 'invalid_request' && fields.field === 'email' ? { status: 400, message: 'Invalid email' } : undefined,
    },
    async ({ context, actor, account, body }) => {
      const given = body.name === null || body.name === '' ? {} : { name: body.name };
      const { value, revision } = await addOrRename(context, actor, { account, email: body.email, ...given });
      return { body: viewOf(value), revision };
    },
  ),

  defineVtexRoute(
    {
      method: 'GET',
      path: '/api/license-manager/site/pvt/logins/list/paged',
      operationId: 'getListUsers',
      summary: 'Users of the account, in pages',
      errorForm: 'license-manager',
      anyOf: ['Get_Users_Paged'],
      query: pageQuery,
      body: null,
      success: {
        status: 200,
        schema: answer({ items: Type.Array(listedUserView), paging: pagingView }),
        description: 'One page.',
      },
      errors: { 400: 'A parameter is not right.' },
    },
    async ({ context, actor, account, query }) => {
      const all = (await listUsers(context, actor, { account })).map((user) => ({
        ...viewOf(user),
        isAdmin: user.roles.some((role) => role.id === ownerRoleId),
        ...{ isReliable: false, isBlocked: false, roles: [] },
        accountNames: [account],
      }));
      const sorts = {
        name: (user: (typeof all)[number]) => user.name,
        email: (user: (typeof all)[number]) => user.email,
        id: (user: (typeof all)[number]) => user.id,
        isAdmin: (user: (typeof all)[number]) => user.isAdmin,
      };
      return { body: pageOf(all, query, sorts) };
    },
  ),
];

/** To VTEX's clients, whom the account has already is no error: they are saved again. */
async function addOrRename(
  context: OperationContext,
  actor: Actor,
  { account, email, name }: { account: string; email: string; name?: string | undefined },
) {
  try {
    return await addUser(context, actor, { account, email, name, roleIds: [] });
  } catch (error) {
    if (!(error instanceof ChaveiroError) || error.code !== 'user_exists') throw error;
    const { id } = await findUser(context, actor, { account, email });
    return await changeUser(context, actor, { account, user: id, name });
  }
}
