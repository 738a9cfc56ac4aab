import { Type } from 'typebox';
import { keySorts } from '../../domain/api-key.ts';
import { freshnessFilters } from '../../domain/freshness.ts';
import { maxUsageDays } from '../../domain/key-use.ts';
import { renewalStates } from '../../domain/renewal.ts';
import { changeKey } from '../../operations/keys/change-key.ts';
import { createKey } from '../../operations/keys/create-key.ts';
import { deleteKey } from '../../operations/keys/delete-key.ts';
import { exportKeys } from '../../operations/keys/export-keys.ts';
import { listKeys } from '../../operations/keys/list-keys.ts';
import { showKey } from '../../operations/keys/show-key.ts';
import { showKeyUsage } from '../../operations/usage/show-key-usage.ts';
import { pageFields } from './paging.ts';
import { defineRoute } from './route.ts';
import { createdKeyView, delivery, keyView, listedKeyView } from './views/keys.ts';
import { evidenceView, keyUsageView } from './views/usage.ts';
import { dryRunFields, pageOf, view, wanted } from './views/view.ts';

const label = Type.String({ minLength: 1, maxLength: 1000, description: 'A text of 1 to 100 characters.' });

const roles = Type.Array(Type.Integer({ minimum: 1 }), {
  description: 'A list of ids of roles of this account, at most 100.',
});

const wantedRoles = wanted(Type.Integer({ minimum: 1 }), {
  whole: 'All ids of roles of this account that the key is to have, at most 100.',
  part: 'A list of ids of roles of this account.',
});

const readers = ['ViewApiKeys', 'RenewApiToken'] as const;

export const keyRoutes = [
  defineRoute(
    {
      method: 'GET',
      path: '/keys',
      operationId: 'listKeys',
      summary: 'Keys of the account',
      tag: 'keys',
      anyOf: readers,
      query: view({
        q: Type.Optional(
          Type.String({ maxLength: 200, description: 'Part of a label, key string or id: at most 200 characters.' }),
        ),
        status: Type.Optional(Type.Enum(['active', 'inactive'], { description: 'One of active, inactive.' })),
        role: Type.Optional(Type.Integer({ minimum: 1, description: 'The id of a role that the keys have.' })),
        freshness: Type.Optional(
          Type.Enum([...freshnessFilters], {
            description: `One of ${freshnessFilters.join(', ')}; the last for all that are not fresh.`,
          }),
        ),
        renewal: Type.Optional(
          Type.Enum([...renewalStates], { description: 'One of none, pending: whether the key has a second token.' }),
        ),
        sort: Type.Optional(
          Type.Enum([...keySorts], { description: `One of ${keySorts.join(', ')}; createdAt unless said.` }),
        ),
        order: Type.Optional(
          Type.Enum(['asc', 'desc'], {
            description: 'One of asc, desc; unless said, desc when sorted by createdAt and otherwise asc.',
          }),
        ),
        usage: Type.Optional(
          Type.Boolean({ description: 'Either true or false; true adds to each key its requests by day.' }),
        ),
        ...pageFields,
      }),
      body: null,
      success: { status: 200, schema: pageOf(listedKeyView), description: 'One page.' },
    },
    async ({ context, actor, account, query }) => ({
      body: await listKeys(context, actor, { account, ...query }),
    }),
  ),

  defineRoute(
    {
      method: 'POST',
      path: '/keys',
      operationId: 'createKey',
      summary: 'Make a key and its token',
      tag: 'keys',
      anyOf: ['EditApiKeys'],
      query: view({}),
      body: view({
        label,
        roles: Type.Optional(roles),
        delivery: Type.Optional(delivery),
      }),
      takesIdempotencyKey: true,
      success: {
        status: 201,
        schema: createdKeyView,
        description: 'The key, with its token in plain text or a link to it.',
      },
    },
    async ({ context, actor, account, body }) => {
      const { label, roles: roleIds = [], delivery = 'token' } = body;
      const { value, revision } = await createKey(context, actor, { account, label, roleIds, delivery });
      return { body: value, revision, location: `/keys/${value.id}` };
    },
  ),

  defineRoute(
    {
      method: 'GET',
      path: '/keys/export',
      operationId: 'exportKeys',
      summary: 'All keys of the account, its own and external ones, as a workbook for spreadsheet programs',
      tag: 'keys',
      anyOf: ['ViewApiKeys'],
      query: view({}),
      body: null,
      success: {
        status: 200,
        schema: Type.String({ description: 'XLSX with the sheets `Generated` and `External`; dates are UTC.' }),
        description: 'The workbook. An answer that breaks off is not whole.',
        mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      },
    },
    async ({ context, actor, account }) => {
      const { chunks } = await exportKeys(context, actor, account);
      return { download: { chunks, fileName: `${account}-keys.xlsx` } };
    },
  ),

  defineRoute(
    {
      method: 'GET',
      path: '/keys/{key}',
      operationId: 'showKey',
      summary: 'One key',
      tag: 'keys',
      anyOf: readers,
      query: view({}),
      body: null,
      success: { status: 200, schema: keyView, description: 'The key.' },
    },
    async ({ context, actor, account, params }) => ({
      body: await showKey(context, actor, { account, key: params.key as string }),
    }),
  ),

  defineRoute(
    {
      method: 'PATCH',
      path: '/keys/{key}',
      operationId: 'changeKey',
      summary: 'Change label, roles or status; what is absent stays',
      tag: 'keys',
      anyOf: ['EditApiKeys'],
      query: view(dryRunFields),
      body: view({
        label: Type.Optional(label),
        roles: Type.Optional(wantedRoles),
        isActive: Type.Optional(Type.Boolean({ description: 'Either true or false.' })),
      }),
      success: {
        status: 200,
        schema: view({ ...keyView.properties, evidence: Type.Union([evidenceView, Type.Null()]) }),
        description: 'The key as it is now; with `evidence` when it was to be deactivated.',
      },
      versioned: keyView,
    },
    async ({ context, actor, account, params, query, body, ifVersion }) => {
      const { roles: roleIds, ...rest } = body;
      const input = { account, key: params.key as string, roleIds, ...rest, ...query, ifVersion };
      const { value, revision } = await changeKey(context, actor, input);
      return { body: value, revision };
    },
  ),

  defineRoute(
    {
      method: 'DELETE',
      path: '/keys/{key}',
      operationId: 'deleteKey',
      summary: 'Delete a key for good',
      tag: 'keys',
      anyOf: ['EditApiKeys'],
      query: view(dryRunFields),
      body: null,
      success: {
        status: 200,
        schema: view({ id: Type.String({ format: 'uuid' }), evidence: evidenceView }),
        description: 'The key is gone, and this is what it was used for.',
      },
      versioned: keyView,
    },
    async ({ context, actor, account, params, query, ifVersion }) => {
      const input = { account, key: params.key as string, ...query, ifVersion };
      const { value, revision } = await deleteKey(context, actor, input);
      return { body: value, revision };
    },
  ),

  defineRoute(
    {
      method: 'GET',
      path: '/keys/{key}/usage',
      operationId: 'showKeyUsage',
      summary: 'How a key was used, by token and by day',
      tag: 'keys',
      anyOf: readers,
      query: view({
        days: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: maxUsageDays,
            description: `How many days, with the running one: 1 to ${maxUsageDays}, 14 unless said.`,
          }),
        ),
      }),
      body: null,
      success: { status: 200, schema: keyUsageView, description: 'Its use in all accounts.' },
    },
    async ({ context, actor, account, params, query }) => ({
      body: await showKeyUsage(context, actor, { account, key: params.key as string, ...query }),
    }),
  ),
];
