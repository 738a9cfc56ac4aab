import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Operations } from './api-types.ts';
import { call } from './call.ts';

export type KeysFilter = Operations['GET /api/v1/accounts/{account}/keys']['query'];

/** One page of the generated keys. While other ones are read, those from before stay. */
export const keysQuery = (account: string, filter: KeysFilter) =>
  queryOptions({
    queryKey: [account, 'keys', filter],
    queryFn: ({ signal }) =>
      call('GET /api/v1/accounts/{account}/keys', { path: { account } }, { query: { ...filter, usage: true }, signal }),
    placeholderData: keepPreviousData,
  });

/** The filter that finds the active keys whose newest token is past the renewal period. */
export const dueKeys = { status: 'active', freshness: 'needs_renewal' } as const;

/** How many keys are due for renewal, and how badly. */
export const dueKeysQuery = (account: string) =>
  queryOptions({
    queryKey: [account, 'keys', 'due'],
    queryFn: async ({ signal }) => {
      // The one that has waited longest, which says how bad it is for all of them.
      const query = { ...dueKeys, sort: 'freshness', order: 'asc', limit: 1 } as const;
      const page = await call('GET /api/v1/accounts/{account}/keys', { path: { account } }, { query, signal });
      return { count: page.total, worst: page.items[0]?.freshness };
    },
  });

/** How a key was used until now, as an answer shows it before something is taken away. */
export type Evidence = Operations['DELETE /api/v1/accounts/{account}/keys/{key}']['answer']['evidence'];

/** What can be tried before it is done. */
export type TakingAway = 'deactivate' | 'delete' | 'undo' | 'finish';

/** Tries a change that takes access away, changes nothing, and tells how the key was used until now. */
export const evidenceQuery = (account: string, key: string, change: TakingAway) =>
  queryOptions({
    // Not below the keys: after a key was deleted its use is not asked for again.
    queryKey: [account, 'evidence', key, change],
    queryFn: async ({ signal }): Promise<Evidence | null> => {
      const path = { account, key };
      const options = { query: { dryRun: true }, signal };
      switch (change) {
        case 'deactivate':
          return (
            await call('PATCH /api/v1/accounts/{account}/keys/{key}', { path, body: { isActive: false } }, options)
          ).evidence;
        case 'delete':
          return (await call('DELETE /api/v1/accounts/{account}/keys/{key}', { path }, options)).evidence;
        case 'undo':
          return (await call('DELETE /api/v1/accounts/{account}/keys/{key}/renewal', { path }, options)).evidence;
        case 'finish':
          return (await call('POST /api/v1/accounts/{account}/keys/{key}/renewal/finish', { path, body: {} }, options))
            .evidence;
      }
    },
    staleTime: 0,
    gcTime: 0,
  });
