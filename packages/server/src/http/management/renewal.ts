import { Type } from 'typebox';
import { finishRenewal, undoRenewal } from '../../operations/keys/end-renewal.ts';
import { startRenewal } from '../../operations/keys/start-renewal.ts';
import { defineRoute } from './route.ts';
import { createdKeyView, keyView, view } from './views.ts';

const anyOf = ['RenewApiToken'] as const;

export const renewalRoutes = [
  defineRoute(
    {
      method: 'POST',
      path: '/keys/{key}/renewal',
      operationId: 'startRenewal',
      summary: 'Give a key a second token; both work until the renewal is finished or undone',
      tag: 'keys',
      anyOf,
      query: view({}),
      body: view({
        delivery: Type.Optional(
          Type.Enum(['token'], { description: 'Only "token", which is also what is meant when it is absent.' }),
        ),
      }),
      isBodyOptional: true,
      success: { status: 201, schema: createdKeyView, description: 'The key, with its new token in plain text.' },
      mayConflict: true,
    },
    async ({ context, actor, account, params }) => {
      const { value, revision } = await startRenewal(context, actor, { account, key: params.key as string });
      const { id, appKey, appToken } = value;
      return { body: { id, appKey, appToken }, revision, location: `/keys/${id}` };
    },
  ),

  defineRoute(
    {
      method: 'POST',
      path: '/keys/{key}/renewal/finish',
      operationId: 'finishRenewal',
      summary: 'Delete the old token, for good',
      tag: 'keys',
      anyOf,
      query: view({}),
      body: view({
        when: Type.Optional(
          Type.Enum(['now'], { description: 'Only "now", which is also what is meant when it is absent.' }),
        ),
      }),
      isBodyOptional: true,
      success: { status: 200, schema: keyView, description: 'The key as it is now, with one token.' },
    },
    async ({ context, actor, account, params }) => {
      const { value, revision } = await finishRenewal(context, actor, { account, key: params.key as string });
      return { body: value, revision };
    },
  ),

  defineRoute(
    {
      method: 'DELETE',
      path: '/keys/{key}/renewal',
      operationId: 'undoRenewal',
      summary: 'Delete the new token, for good, and go on with the old one',
      tag: 'keys',
      anyOf,
      query: view({}),
      body: null,
      success: { status: 200, schema: keyView, description: 'The key as it is now, with one token.' },
    },
    async ({ context, actor, account, params }) => {
      const { value, revision } = await undoRenewal(context, actor, { account, key: params.key as string });
      return { body: value, revision };
    },
  ),
];
