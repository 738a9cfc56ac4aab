import { Type } from 'typebox';
import { finishRenewal, undoRenewal } from '../../operations/keys/end-renewal.ts';
import { startRenewal } from '../../operations/keys/start-renewal.ts';
import { defineRoute } from './route.ts';
import { createdKeyView, delivery, keyView } from './views/keys.ts';
import { evidenceView } from './views/usage.ts';
import { dryRunFields, view } from './views/view.ts';

const endedRenewalView = view({ ...keyView.properties, evidence: evidenceView });

const startedAt = Type.String({
  maxLength: 40,
  description:
    'When the renewal was started that is meant, as the key says it: another one stays as it is, and the answer is 412.',
});

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
        delivery: Type.Optional(delivery),
      }),
      isBodyOptional: true,
      takesIdempotencyKey: true,
      success: {
        status: 201,
        schema: createdKeyView,
        description: 'The key, with its new token in plain text or a link to it.',
      },
      mayConflict: true,
    },
    async ({ context, actor, account, params, body }) => {
      const { delivery = 'token' } = body;
      const { value, revision } = await startRenewal(context, actor, { account, key: params.key as string, delivery });
      return { body: value, revision, location: `/keys/${value.id}` };
    },
  ),

  defineRoute(
    {
      method: 'POST',
      path: '/keys/{key}/renewal/finish',
      operationId: 'finishRenewal',
      summary: 'Delete the old token, for good, now or when the link to the new one is opened',
      tag: 'keys',
      anyOf,
      query: view(dryRunFields),
      body: view({
        when: Type.Optional(
          Type.Enum(['now', 'opened'], {
            description:
              'Either "now", which is also meant when it is absent; or "opened": when the single-access link to the new ' +
              'token is opened.',
          }),
        ),
        startedAt: Type.Optional(startedAt),
      }),
      isBodyOptional: true,
      takesIdempotencyKey: true,
      success: {
        status: 200,
        schema: endedRenewalView,
        description: 'The key as it is now, with one token; with two as long as its link is not opened.',
      },
      versioned: keyView,
      mayConflict: true,
    },
    async ({ context, actor, account, params, query, body, ifVersion }) => {
      const input = { account, key: params.key as string, ...body, ...query, ifVersion };
      const { value, revision } = await finishRenewal(context, actor, input);
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
      query: view({ ...dryRunFields, startedAt: Type.Optional(startedAt) }),
      body: null,
      success: { status: 200, schema: endedRenewalView, description: 'The key as it is now, with one token.' },
      versioned: keyView,
    },
    async ({ context, actor, account, params, query, ifVersion }) => {
      const input = { account, key: params.key as string, ...query, ifVersion };
      const { value, revision } = await undoRenewal(context, actor, input);
      return { body: value, revision };
    },
  ),
];
