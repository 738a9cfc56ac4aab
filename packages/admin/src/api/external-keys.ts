import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ExternalKey, Operations } from './api-types.ts';
import { call } from './call.ts';
import { readAll } from './read-all.ts';

export type ExternalKeysFilter = Operations['GET /api/v1/accounts/{account}/external-keys']['query'];

/** One page of the external keys. While other ones are read, those from before stay. */
export const externalKeysQuery = (account: string, filter: ExternalKeysFilter) =>
  queryOptions({
    queryKey: [account, 'external-keys', filter],
    queryFn: ({ signal }) =>
      call('GET /api/v1/accounts/{account}/external-keys', { path: { account } }, { query: filter, signal }),
    placeholderData: keepPreviousData,
  });

/** Of so many keys, by name of their owner, the owners are read to choose from. */
const ownersReadFrom = 1000;

/** Names of the accounts that own external keys: of the first thousand keys, the others are found by searching. */
export const externalOwnersQuery = (account: string) =>
  queryOptions({
    queryKey: [account, 'external-keys', 'owners'],
    queryFn: async ({ signal }) => {
      const keys = await readAll<ExternalKey>(
        (query) =>
          call(
            'GET /api/v1/accounts/{account}/external-keys',
            { path: { account } },
            { query: { ...query, sort: 'owner' }, signal },
          ),
        ownersReadFrom,
      );
      return [...new Set(keys.map(({ owner }) => owner))];
    },
    staleTime: 60_000,
  });
