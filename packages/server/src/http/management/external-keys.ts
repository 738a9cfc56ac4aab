import { Type } from 'typebox';
import { externalKeySorts, externalKeyStatuses } from '../../domain/external-key.ts';
import { addExternalKey } from '../../operations/external-keys/add-external-key.ts';
import { changeExternalKey } from '../../operations/external-keys/change-external-key.ts';
import { listExternalKeys } from '../../operations/external-keys/list-external-keys.ts';
import { removeExternalKey } from '../../operations/external-keys/remove-external-key.ts';
import { showExternalKey } from '../../operations/external-keys/show-external-key.ts';
import { pageFields } from './paging.ts';
import { defineRoute } from './route.ts';
import { externalKeyView } from './views/external-keys.ts';
import { pageOf, view, wanted } from './views/view.ts';

const roles = Type.Array(Type.Integer({ minimum: 1 }), {
  description: 'A list of ids of roles of this account, 1 to 100.',
});

const wantedRoles = wanted(Type.Integer({ minimum: 1 }), {
  whole: 'All ids of roles of this account that the key is to have, 1 to 100.',
  part: 'A list of ids of roles of this account.',
});

const noteText = 'A text of 1 to 200 characters.';

const note = Type.String({ minLength: 1, maxLength: 2000, description: noteText });

const expiresAtText = 'A time to come, such as 2027-01-31T18:00:00Z: then the key loses the roles.';

const expiresAt = Type.String({
  maxLength: 100,
  description: expiresAtText,
});

export const externalKeyRoutes = [
  defineRoute(
    {
      method: 'GET',
      path: '/external-keys',
      operationId: 'listExternalKeys',
      summary: 'Keys of other accounts that have roles in this one',
      tag: 'external keys',
      anyOf: ['ViewApiKeys'],
      query: view({
        q: Type.Optional(
          Type.String({
            maxLength: 200,
            description: 'Part of a key string, owner, note or id: at most 200 characters.',
          }),
        ),
        status: Type.Optional(
          Type.Enum([...externalKeyStatuses], { description: `One of ${externalKeyStatuses.join(', ')}.` }),
        ),
        role: Type.Optional(Type.Integer({ minimum: 1, description: 'The id of a role that the keys have.' })),
        owner: Type.Optional(
          Type.String({ maxLength: 40, description: 'The name of the account that owns the keys.' }),
        ),
        sort: Type.Optional(
          Type.Enum([...externalKeySorts], {
            description: `One of ${externalKeySorts.join(', ')}; addedAt unless said.`,
          }),
        ),
        order: Type.Optional(
          Type.Enum(['asc', 'desc'], {
            description: 'One of asc, desc; unless said, desc when sorted by addedAt and otherwise asc.',
          }),
        ),
        ...pageFields,
      }),
      body: null,
      success: { status: 200, schema: pageOf(externalKeyView), description: 'One page.' },
    },
    async ({ context, actor, account, query }) => ({
      body: await listExternalKeys(context, actor, { account, ...query }),
    }),
  ),

  defineRoute(
    {
      method: 'POST',
      path: '/external-keys',
      operationId: 'addExternalKey',
      summary: 'Give a key of another account roles in this one',
      tag: 'external keys',
      anyOf: ['EditApiKeys'],
      query: view({}),
      body: view({
        appKey: Type.String({ minLength: 1, maxLength: 200, description: 'The key string of the other account.' }),
        roles,
        note: Type.Optional(note),
        expiresAt: Type.Optional(expiresAt),
      }),
      takesIdempotencyKey: true,
      success: { status: 201, schema: externalKeyView, description: 'The external key.' },
      mayConflict: true,
      isLimited: true,
    },
    async ({ context, actor, account, body }) => {
      const { roles: roleIds, ...rest } = body;
      const { value, revision } = await addExternalKey(context, actor, { account, roleIds, ...rest });
      return { body: value, revision, location: `/external-keys/${value.id}` };
    },
  ),

  defineRoute(
    {
      method: 'GET',
      path: '/external-keys/{key}',
      operationId: 'showExternalKey',
      summary: 'One external key',
      tag: 'external keys',
      anyOf: ['ViewApiKeys'],
      query: view({}),
      body: null,
      success: { status: 200, schema: externalKeyView, description: 'The external key.' },
    },
    async ({ context, actor, account, params }) => ({
      body: await showExternalKey(context, actor, { account, key: params.key as string }),
    }),
  ),

  defineRoute(
    {
      method: 'PATCH',
      path: '/external-keys/{key}',
      operationId: 'changeExternalKey',
      summary: 'Change roles, note or end; what is absent stays',
      tag: 'external keys',
      anyOf: ['EditApiKeys'],
      query: view({}),
      body: view({
        roles: Type.Optional(wantedRoles),
        note: Type.Optional(Type.Union([note, Type.Null()], { description: `${noteText} Null for none.` })),
        expiresAt: Type.Optional(
          Type.Union([expiresAt, Type.Null()], { description: `${expiresAtText} Null for never.` }),
        ),
      }),
      success: { status: 200, schema: externalKeyView, description: 'The external key as it is now.' },
      versioned: externalKeyView,
      mayConflict: true,
    },
    async ({ context, actor, account, params, body, ifVersion }) => {
      const { roles: roleIds, ...rest } = body;
      const input = { account, key: params.key as string, roleIds, ...rest, ifVersion };
      const { value, revision } = await changeExternalKey(context, actor, input);
      return { body: value, revision };
    },
  ),

  defineRoute(
    {
      method: 'DELETE',
      path: '/external-keys/{key}',
      operationId: 'removeExternalKey',
      summary: 'Take all roles from an external key; it can be added again',
      tag: 'external keys',
      anyOf: ['EditApiKeys'],
      query: view({}),
      body: null,
      success: { status: 204, schema: null, description: 'The key has no roles here any more.' },
      versioned: externalKeyView,
    },
    async ({ context, actor, account, params, ifVersion }) => {
      const { revision } = await removeExternalKey(context, actor, { account, key: params.key as string, ifVersion });
      return { revision };
    },
  ),
];
