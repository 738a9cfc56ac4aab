import { Type } from 'typebox';
import { textKey } from '../../domain/text-key.ts';
import { addUser } from '../../operations/users/add-user.ts';
import { changeUser } from '../../operations/users/change-user.ts';
import { issueUserLink } from '../../operations/users/issue-user-link.ts';
import { listUsers } from '../../operations/users/list-users.ts';
import { removeUser } from '../../operations/users/remove-user.ts';
import { showUser } from '../../operations/users/show-user.ts';
import type { UserView } from '../../operations/users/user-view.ts';
import { page, pageFields } from './paging.ts';
import { defineRoute } from './route.ts';
import { addedUserView, userLinkView, userView } from './views/users.ts';
import { pageOf, view, wanted } from './views/view.ts';

const name = Type.String({ minLength: 1, maxLength: 1000, description: 'A text of 1 to 100 characters.' });

const roles = Type.Array(Type.Integer({ minimum: 1 }), {
  description: 'A list of ids of roles of this account, at most 100.',
});

const wantedRoles = wanted(Type.Integer({ minimum: 1 }), {
  whole: 'All ids of roles of this account that the user is to have, at most 100.',
  part: 'A list of ids of roles of this account.',
});

const userSorts = ['email', 'name', 'status', 'createdAt', 'joinedAt'] as const;

const sortValues: Readonly<Record<(typeof userSorts)[number], (user: UserView) => string>> = {
  email: (user) => textKey(user.email),
  name: (user) => textKey(user.name ?? ''),
  status: (user) => user.status,
  createdAt: (user) => user.createdAt,
  joinedAt: (user) => user.joinedAt ?? '',
};

export const userRoutes = [
  defineRoute(
    {
      method: 'GET',
      path: '/users',
      operationId: 'listUsers',
      summary: 'Users of the account',
      tag: 'users',
      anyOf: ['Get_Users_Paged'],
      query: view({
        q: Type.Optional(
          Type.String({ maxLength: 200, description: 'Part of an e-mail address or name: at most 200 characters.' }),
        ),
        role: Type.Optional(Type.Integer({ minimum: 1, description: 'The id of a role that the users have.' })),
        status: Type.Optional(Type.Enum(['invited', 'active'], { description: 'One of invited, active.' })),
        sort: Type.Optional(
          Type.Enum(userSorts, { description: `One of ${userSorts.join(', ')}; email unless said.` }),
        ),
        order: Type.Optional(Type.Enum(['asc', 'desc'], { description: 'One of asc, desc; asc unless said.' })),
        ...pageFields,
      }),
      body: null,
      success: { status: 200, schema: pageOf(userView), description: 'One page.' },
    },
    async ({ context, actor, account, query }) => {
      const { sort = 'email', order = 'asc', q, role, status } = query;
      const users = await listUsers(context, actor, { account, q, role, status });
      return { body: page(users, (user) => user.email, query, { sort, order, sortBy: sortValues[sort] }) };
    },
  ),

  defineRoute(
    {
      method: 'POST',
      path: '/users',
      operationId: 'addUser',
      summary: 'Invite a person into the account',
      tag: 'users',
      anyOf: ['Save_User'],
      query: view({}),
      body: view({
        email: Type.String({ minLength: 3, maxLength: 254, description: 'An e-mail address.' }),
        name: Type.Optional(name),
        roles,
      }),
      success: { status: 201, schema: addedUserView, description: 'The user, with the invitation to hand over.' },
      mayConflict: true,
      takesIdempotencyKey: true,
    },
    async ({ context, actor, account, body }) => {
      const { roles: roleIds, ...rest } = body;
      const { value, revision } = await addUser(context, actor, { account, roleIds, ...rest });
      return { body: value, revision, location: `/users/${value.id}` };
    },
  ),

  defineRoute(
    {
      method: 'GET',
      path: '/users/{user}',
      operationId: 'showUser',
      summary: 'One user',
      tag: 'users',
      anyOf: ['Get_Users_Paged'],
      query: view({}),
      body: null,
      success: { status: 200, schema: userView, description: 'The user.' },
    },
    async ({ context, actor, account, params }) => ({
      body: await showUser(context, actor, { account, user: params.user as string }),
    }),
  ),

  defineRoute(
    {
      method: 'PATCH',
      path: '/users/{user}',
      operationId: 'changeUser',
      summary: 'Change name or roles in this account; what is absent stays',
      tag: 'users',
      anyOf: ['Save_User'],
      query: view({}),
      body: view({
        name: Type.Optional(
          Type.Union([name, Type.Null()], { description: 'A text of 1 to 100 characters, or null for no name.' }),
        ),
        roles: Type.Optional(wantedRoles),
      }),
      success: { status: 200, schema: userView, description: 'The user as they are now.' },
      versioned: userView,
      mayConflict: true,
    },
    async ({ context, actor, account, params, body, ifVersion }) => {
      const { roles: roleIds, ...rest } = body;
      const input = { account, user: params.user as string, roleIds, ...rest, ifVersion };
      const { value, revision } = await changeUser(context, actor, input);
      return { body: value, revision };
    },
  ),

  defineRoute(
    {
      method: 'DELETE',
      path: '/users/{user}',
      operationId: 'removeUser',
      summary: 'Take a user out of the account',
      tag: 'users',
      anyOf: ['Save_User'],
      query: view({}),
      body: null,
      success: { status: 204, schema: null, description: 'The user is out.' },
      versioned: userView,
      mayConflict: true,
    },
    async ({ context, actor, account, params, ifVersion }) => {
      const { revision } = await removeUser(context, actor, { account, user: params.user as string, ifVersion });
      return { revision };
    },
  ),

  defineRoute(
    {
      method: 'POST',
      path: '/users/{user}/invitation',
      operationId: 'inviteUserAgain',
      summary: 'Issue a new invitation for a user who has not opened one',
      tag: 'users',
      anyOf: ['Save_User'],
      query: view({}),
      body: view({
        separate: Type.Optional(
          Type.Boolean({
            description:
              'Whether the user gets a sign-in of their own for this account: for somebody whose address has a password that ' +
              'they do not know, because another account has set it. The user has another id from then on.',
          }),
        ),
      }),
      isBodyOptional: true,
      success: { status: 200, schema: userLinkView, description: 'The link, to hand over; the one before is gone.' },
      mayConflict: true,
      takesIdempotencyKey: true,
    },
    async ({ context, actor, account, params, body }) => {
      const input = { account, user: params.user as string, purpose: 'invitation', isSeparate: body.separate } as const;
      const { value, revision } = await issueUserLink(context, actor, input);
      return { body: value, revision };
    },
  ),

  defineRoute(
    {
      method: 'POST',
      path: '/users/{user}/password-link',
      operationId: 'issuePasswordLink',
      summary: 'Issue a link by which a user of no other account sets a new password',
      tag: 'users',
      anyOf: ['Save_User'],
      query: view({}),
      body: null,
      success: { status: 200, schema: userLinkView, description: 'The link, to hand over; the one before is gone.' },
      mayConflict: true,
      takesIdempotencyKey: true,
    },
    async ({ context, actor, account, params }) => {
      const input = { account, user: params.user as string, purpose: 'password' } as const;
      const { value, revision } = await issueUserLink(context, actor, input);
      return { body: value, revision };
    },
  ),
];
