import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Grant } from './api-types.ts';
import { call } from './call.ts';
import { readAll } from './read-all.ts';

/** One generated key. */
export const keyQuery = (account: string, key: string) =>
  queryOptions({
    queryKey: [account, 'keys', 'one', key],
    queryFn: ({ signal }) => call('GET /api/v1/accounts/{account}/keys/{key}', { path: { account, key } }, { signal }),
  });

/** How a key was used: by token, and on each of the last days. */
export const keyUsageQuery = (account: string, key: string, days: number) =>
  queryOptions({
    queryKey: [account, 'keys', 'one', key, 'usage', days],
    queryFn: ({ signal }) =>
      call('GET /api/v1/accounts/{account}/keys/{key}/usage', { path: { account, key } }, { query: { days }, signal }),
    placeholderData: keepPreviousData,
  });

/** The other accounts that have given a key roles. */
export const keyGrantsQuery = (account: string, key: string) =>
  queryOptions({
    queryKey: [account, 'keys', 'one', key, 'grants'],
    queryFn: ({ signal }): Promise<Grant[]> =>
      readAll((query) =>
        call('GET /api/v1/accounts/{account}/keys/{key}/grants', { path: { account, key } }, { query, signal }),
      ),
  });

/** Who has opened the links to a key's tokens, or tried to. */
export const linkAttemptsQuery = (account: string, key: string) =>
  queryOptions({
    queryKey: [account, 'keys', 'one', key, 'link-attempts'],
    queryFn: ({ signal }) =>
      call('GET /api/v1/accounts/{account}/keys/{key}/link-attempts', { path: { account, key } }, { signal }),
  });
