import { declineGrant } from '../../operations/external-keys/decline-grant.ts';
import { listGrants } from '../../operations/external-keys/list-grants.ts';
import { page, pageFields } from './paging.ts';
import { defineRoute } from './route.ts';
import { grantView } from './views/external-keys.ts';
import { pageOf, view } from './views/view.ts';

export const keyGrantRoutes = [
  defineRoute(
    {
      method: 'GET',
      path: '/keys/{key}/grants',
      operationId: 'listGrants',
      summary: 'Other accounts that have given the key roles, by name',
      tag: 'keys',
      anyOf: ['ViewApiKeys', 'RenewApiToken'],
      query: view(pageFields),
      body: null,
      success: { status: 200, schema: pageOf(grantView), description: 'One page.' },
    },
    async ({ context, actor, account, params, query }) => {
      const grants = await listGrants(context, actor, { account, key: params.key as string });
      return { body: page(grants, (grant) => grant.account, query) };
    },
  ),

  defineRoute(
    {
      method: 'DELETE',
      path: '/keys/{key}/grants/{grantingAccount}',
      operationId: 'declineGrant',
      summary: 'Give back the roles that another account has given the key',
      tag: 'keys',
      anyOf: ['EditApiKeys'],
      query: view({}),
      body: null,
      success: { status: 204, schema: null, description: 'The key has no roles there any more.' },
    },
    async ({ context, actor, account, params }) => {
      const { key, grantingAccount } = params as { key: string; grantingAccount: string };
      const { revision } = await declineGrant(context, actor, { account, key, grantingAccount });
      return { revision };
    },
  ),
];
