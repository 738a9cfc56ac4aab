import { queryOptions } from '@tanstack/react-query';
import type { Resource, Role } from './api-types.ts';
import { call } from './call.ts';
import { readAll } from './read-all.ts';

/** Every role of the account. */
export const rolesQuery = (account: string) =>
  queryOptions({
    queryKey: [account, 'roles'],
    queryFn: ({ signal }): Promise<Role[]> =>
      readAll((query) => call('GET /api/v1/accounts/{account}/roles', { path: { account } }, { query, signal })),
  });

/** Every resource of the installation. */
export const resourcesQuery = (account: string) =>
  queryOptions({
    queryKey: [account, 'resources'],
    queryFn: ({ signal }): Promise<Resource[]> =>
      readAll((query) => call('GET /api/v1/accounts/{account}/resources', { path: { account } }, { query, signal })),
    staleTime: 300_000,
  });
