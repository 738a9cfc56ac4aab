import { Type } from 'typebox';
import type { UserActor } from '../../domain/actor.ts';
import { issueOwnToken } from '../../operations/user-tokens/issue-own-token.ts';
import { view } from '../management/views/view.ts';
import { defineSessionRoute } from './route.ts';
import { userTokenView } from './views.ts';

export const userTokenRoute = defineSessionRoute(
  {
    method: 'POST',
    path: '/api/v1/session/user-token',
    operationId: 'issueUserToken',
    summary: 'A user token for whoever is signed in, good for a day and no longer than the session',
    caller: 'user',
    body: view({
      account: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 100,
          description:
            'The account that it says it was made for; without it the first one, by name, in which the user has a role. ' +
            'It is good in every account in which the user has one.',
        }),
      ),
    }),
    isBodyOptional: true,
    success: { status: 200, schema: userTokenView, description: 'The token.' },
    problems: {
      401: 'Nobody is signed in, or not any more.',
      404: 'The user has no role in the account, or in none.',
    },
  },
  async ({ context, actor, body }) => {
    const { value, revision } = await issueOwnToken(context, actor as UserActor, body);
    const expiresAt = new Date(value.expires * 1000).toISOString();
    return { body: { userToken: value.userToken, expiresAt }, revision };
  },
);
