import { Type } from 'typebox';
import { tryCredential } from '../../operations/keys/try-credential.ts';
import { requirementFields, requirementOf } from '../requirement.ts';
import { defineRoute } from './route.ts';
import { triedCredentialView } from './views/decisions.ts';
import { view } from './views/view.ts';

export const decisionRoutes = [
  defineRoute(
    {
      method: 'POST',
      path: '/decisions',
      operationId: 'tryCredential',
      summary: 'Decide about one pair in this account, and explain the decision role by role; no use of the key',
      tag: 'keys',
      anyOf: ['ViewApiKeys'],
      query: view({}),
      body: view({
        appKey: Type.String({ minLength: 1, maxLength: 200, description: 'The public half of a pair.' }),
        appToken: Type.String({ minLength: 1, maxLength: 1000, description: 'The secret half of a pair.' }),
        ...requirementFields,
      }),
      takesIdempotencyKey: true,
      success: { status: 200, schema: triedCredentialView, description: 'The decision, and why.' },
    },
    async ({ context, actor, account, body, decide }) => {
      const { appKey, appToken, method, path } = body;
      const input = { account, appKey, appToken, requirement: requirementOf(body), method, path };
      const { value, revision } = await tryCredential(context, actor, decide, input);
      return { body: value, revision };
    },
  ),
];
