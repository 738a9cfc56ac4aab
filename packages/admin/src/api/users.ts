import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Operations } from './api-types.ts';
import { call } from './call.ts';

export type UsersFilter = Operations['GET /api/v1/accounts/{account}/users']['query'];

/** One page of the users. While other ones are read, those from before stay. */
export const usersQuery = (account: string, filter: UsersFilter) =>
  queryOptions({
    queryKey: [account, 'users', filter],
    queryFn: ({ signal }) =>
      call('GET /api/v1/accounts/{account}/users', { path: { account } }, { query: filter, signal }),
    placeholderData: keepPreviousData,
  });
