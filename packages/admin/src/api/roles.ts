import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Operations, Resource, Role, RoleTemplate } from './api-types.ts';
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

export type RolesFilter = Operations['GET /api/v1/accounts/{account}/roles']['query'];

/** One page of the roles, each with how many have it. While other ones are read, those from before stay. */
export const rolesPageQuery = (account: string, filter: RolesFilter) =>
  queryOptions({
    queryKey: [account, 'roles', 'page', filter],
    queryFn: ({ signal }) =>
      call(
        'GET /api/v1/accounts/{account}/roles',
        { path: { account } },
        { query: { ...filter, holders: true }, signal },
      ),
    placeholderData: keepPreviousData,
  });

/** One role, with how many have it. */
export const roleQuery = (account: string, role: number) =>
  queryOptions({
    queryKey: [account, 'roles', role],
    queryFn: ({ signal }) =>
      call('GET /api/v1/accounts/{account}/roles/{role}', { path: { account, role } }, { signal }),
  });

/** The predefined roles that can be added to the account. */
export const roleTemplatesQuery = (account: string) =>
  queryOptions({
    queryKey: [account, 'roles', 'templates'],
    queryFn: ({ signal }): Promise<RoleTemplate[]> =>
      readAll((query) =>
        call('GET /api/v1/accounts/{account}/role-templates', { path: { account } }, { query, signal }),
      ),
  });
