import { Type } from 'typebox';
import { findUserId } from '../../operations/users/find-user-id.ts';
import { defineVtexRoute } from './route.ts';
import { opens } from './views.ts';

export const userIdRoutes = [
  defineVtexRoute(
    {
      method: 'GET',
      path: '/api/vtexid/pvt/user/id',
      operationId: 'getUserId',
      summary: "A user's id by e-mail address; everybody may ask for their own",
      errorForm: 'vtex-id',
      anyOf: opens('findUser'),
      query: Type.Object({ usuario: Type.String({ description: 'An e-mail address.' }) }),
      body: null,
      success: {
        status: 200,
        schema: Type.Union([Type.String({ format: 'uuid' }), Type.Null()]),
        description: 'The id; `null` when the account has no such user.',
      },
      errors: {},
    },
    async ({ context, actor, account, query }) => {
      const id = await findUserId(context, actor, { account, email: query.usuario });
      return { body: id?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') ?? null };
    },
  ),
];
