import { Type } from 'typebox';
import { changeKey } from '../../operations/keys/change-key.ts';
import { createKey } from '../../operations/keys/create-key.ts';
import type { KeyView } from '../../operations/keys/key-view.ts';
import { listAllKeys } from '../../operations/keys/list-all-keys.ts';
import { keyNameOf } from './key-name.ts';
import { defineVtexRoute } from './route.ts';
import { answer, input, noQuery, opens } from './views.ts';

const appKeyView = answer({
  id: Type.String({ format: 'uuid' }),
  appKey: Type.String(),
  label: Type.String(),
  createdIn: Type.String({ format: 'date-time' }),
  isActive: Type.Boolean(),
});

const createdAppKeyView = answer({
  ...appKeyView.properties,
  appToken: Type.Union([Type.String(), Type.Null()], { description: 'The token, in this answer only.' }),
});

function viewOf({ id, appKey, label, createdAt, isActive }: KeyView) {
  return { id, appKey, label, createdIn: createdAt, isActive };
}

const address = '/api/vlm/appkeys';

export const appKeyRoutes = [
  defineVtexRoute(
    {
      method: 'POST',
      path: address,
      operationId: 'createAppKey',
      summary: 'Make a key and its token',
      errorForm: 'vlm',
      anyOf: opens('createKey'),
      query: noQuery,
      body: input({ label: Type.String({ description: 'A text of 1 to 100 characters.' }) }),
      success: { status: 200, schema: createdAppKeyView, description: 'The key, which is active and has no roles.' },
      errors: { 400: 'The label is missing or not right.' },
    },
    async ({ context, actor, account, body }) => {
      const made = { account, label: body.label, roleIds: [], withView: true };
      const { value, revision } = await createKey(context, actor, made);
      return { body: { ...viewOf(value.view as KeyView), appToken: value.appToken }, revision };
    },
  ),

  defineVtexRoute(
    {
      method: 'GET',
      path: address,
      operationId: 'getAppKeys',
      summary: 'All keys that the account owns',
      errorForm: 'vlm',
      anyOf: opens('listAllKeys'),
      query: noQuery,
      body: null,
      success: { status: 200, schema: Type.Array(appKeyView), description: 'The keys, the newest first.' },
      errors: {},
    },
    async ({ context, actor, account }) => ({
      body: (await listAllKeys(context, actor, { account })).map(viewOf),
    }),
  ),

  defineVtexRoute(
    {
      method: 'PUT',
      path: `${address}/{id}`,
      operationId: 'updateAppKey',
      summary: 'Activate or deactivate a key',
      errorForm: 'vlm',
      anyOf: opens('changeKey'),
      query: noQuery,
      body: input({ isActive: Type.Boolean({ description: 'Either true or false.' }) }),
      success: { status: 200, schema: null, description: 'The key is what it is to be.' },
      errors: { 400: 'The account owns no such key.' },
      refuse: ({ code }) =>
        code === 'not_found'
          ? { status: 400, message: 'Token not exists for this account', vlmErrorCode: 17 }
          : undefined,
    },
    async ({ context, actor, account, params, body }) => {
      const key = keyNameOf(params.id as string);
      const { revision } = await changeKey(context, actor, { account, key, isActive: body.isActive });
      return { revision };
    },
  ),
];
