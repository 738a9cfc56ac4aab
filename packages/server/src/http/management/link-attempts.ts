import { Type } from 'typebox';
import { listLinkAttempts } from '../../operations/links/list-link-attempts.ts';
import { defineRoute } from './route.ts';
import { linkAttemptView } from './views/keys.ts';
import { view } from './views/view.ts';

export const linkAttemptRoutes = [
  defineRoute(
    {
      method: 'GET',
      path: '/keys/{key}/link-attempts',
      operationId: 'listLinkAttempts',
      summary: 'Who has opened the single-access links to the tokens of the key, or tried to',
      tag: 'keys',
      anyOf: ['ViewApiKeys', 'RenewApiToken'],
      query: view({}),
      body: null,
      success: {
        status: 200,
        schema: view({ items: Type.Array(linkAttemptView, { maxItems: 20 }) }),
        description: 'The last twenty, the newest first, without those that the retention of the audit log has erased.',
      },
    },
    async ({ context, actor, account, params }) => ({
      body: { items: await listLinkAttempts(context, actor, { account, key: params.key as string }) },
    }),
  ),
];
