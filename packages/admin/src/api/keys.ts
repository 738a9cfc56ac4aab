import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Operations } from './api-types.ts';
import { call } from './call.ts';

export type KeysFilter = Operations['GET /api/v1/accounts/{account}/keys']['query'];

/** How many keys stand on a page. */
export const keysPageSize = 50;

/** One page of the generated keys. While other ones are read, those from before stay. */
export const keysQuery = (account: string, filter: KeysFilter) =>
  queryOptions({
    queryKey: [account, 'keys', filter],
    queryFn: ({ signal }) =>
      call(
        'GET /api/v1/accounts/{account}/keys',
        { path: { account } },
        { query: { ...filter, limit: keysPageSize }, signal },
      ),
    placeholderData: keepPreviousData,
  });

/** How many keys match, without reading them. */
export const keysCountQuery = (account: string, filter: KeysFilter) =>
  queryOptions({
    queryKey: [account, 'keys', 'count', filter],
    queryFn: async ({ signal }) => {
      const page = await call(
        'GET /api/v1/accounts/{account}/keys',
        { path: { account } },
        { query: { ...filter, limit: 1 }, signal },
      );
      return page.total;
    },
  });
