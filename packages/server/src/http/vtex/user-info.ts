import { Type } from 'typebox';
import { findUser } from '../../operations/users/find-user.ts';
import { defineVtexRoute } from './route.ts';
import { answer, opens } from './views.ts';

const userInfoView = answer({
  userId: Type.String({ format: 'uuid' }),
  user: Type.String({ description: 'The e-mail address.' }),
  name: Type.String(),
  accountId: Type.String(),
  accountName: Type.String(),
});

/** Also of a name that is no address: VTEX has users who are called otherwise. */
const nobody = { status: 404, message: 'The account has no such user.' };

export const userInfoRoutes = [
  defineVtexRoute(
    {
      method: 'GET',
      path: '/api/vtexid/pvt/user/info',
      operationId: 'getUserInfo',
      summary: 'A user by e-mail address',
      errorForm: 'vtex-id',
      anyOf: opens('findUser'),
      query: Type.Object({
        user: Type.String({ description: 'An e-mail address; Chaveiro knows no other names of users.' }),
      }),
      body: null,
      success: { status: 200, schema: userInfoView, description: 'The user.' },
      errors: { 400: 'Nobody is named.', 404: nobody.message },
      refuse: ({ code, fields }) => (code === 'invalid_request' && fields.field === 'email' ? nobody : undefined),
    },
    async ({ context, actor, account, query }) => {
      const { id, email, name, accountId } = await findUser(context, actor, { account, email: query.user });
      const userId = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
      return { body: { userId, user: email, name: name ?? email, accountId: String(accountId), accountName: account } };
    },
  ),
];
