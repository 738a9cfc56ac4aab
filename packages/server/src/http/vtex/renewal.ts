import { Type } from 'typebox';
import { finishRenewal } from '../../operations/keys/end-renewal.ts';
import type { KeyView } from '../../operations/keys/key-view.ts';
import { startRenewal } from '../../operations/keys/start-renewal.ts';
import { keyNameOf } from './key-name.ts';
import { defineVtexRoute } from './route.ts';
import { answer, noQuery } from './views.ts';

const time = Type.String({ format: 'date-time' });

const startedView = answer({
  id: Type.String({ format: 'uuid' }),
  keyName: Type.String({ description: 'The key string.' }),
  creationDateToken: time,
  creationDateNewToken: time,
  expirationPeriod: Type.Integer({
    description: 'In days: 90 or 180. A token works for longer, unless the account enforces it.',
  }),
  newToken: Type.String({ description: 'The new token, in this answer only.' }),
});

const finishedView = answer({
  id: Type.String({ format: 'uuid' }),
  creationDateToken: time,
  creationDateNewToken: Type.Null(),
});

/** What the months of the setting count for where days are asked for. */
const daysOfMonths = { 3: 90, 6: 180 } as const;

const address = '/api/vtexid/apikey/{apiKey}/apitoken';

const anyOf = ['RenewApiToken'];

const notOwned = { status: 400, message: 'The account owns no such key.' };

export const renewalRoutes = [
  defineVtexRoute(
    {
      method: 'PATCH',
      path: `${address}/renew`,
      operationId: 'renewApiToken',
      summary: 'Give a key a second token; both work until the renewal is finished',
      errorForm: 'vtex-id',
      anyOf,
      query: noQuery,
      body: null,
      success: { status: 200, schema: startedView, description: 'The new token, and the dates of both.' },
      errors: { 400: 'The account owns no such key.', 409: 'The key has two tokens already.' },
      refuse: ({ code }) => (code === 'not_found' ? notOwned : undefined),
    },
    async ({ context, actor, account, params }) => {
      const key = keyNameOf(params.apiKey as string);
      const { value, revision } = await startRenewal(context, actor, { account, key, withView: true });
      const { id, tokens } = value.view as KeyView;
      const [old, renewed] = tokens;
      const body = {
        id,
        keyName: value.appKey,
        creationDateToken: old?.createdAt,
        creationDateNewToken: renewed?.createdAt,
        expirationPeriod: daysOfMonths[value.renewalPeriodMonths as 3 | 6],
        newToken: value.appToken,
      };
      return { body, revision };
    },
  ),

  defineVtexRoute(
    {
      method: 'PATCH',
      path: `${address}/finish-renewal`,
      operationId: 'finishApiTokenRenewal',
      summary: 'Delete the old token of a key',
      errorForm: 'vtex-id',
      anyOf,
      query: noQuery,
      body: null,
      success: { status: 200, schema: finishedView, description: 'The new token is the only one.' },
      errors: { 400: 'The account owns no such key.', 404: 'No renewal of the key is pending.' },
      refuse: ({ code }) => (code === 'not_found' ? notOwned : undefined),
    },
    async ({ context, actor, account, params }) => {
      const key = keyNameOf(params.apiKey as string);
      const { value, revision } = await finishRenewal(context, actor, { account, key });
      const { id, tokens } = value;
      return { body: { id, creationDateToken: tokens[0]?.createdAt, creationDateNewToken: null }, revision };
    },
  ),
];
