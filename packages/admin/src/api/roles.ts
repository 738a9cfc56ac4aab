import { queryOptions } from '@tanstack/react-query';
import type { Resource, Role } from './api-types.ts';
import { call } from './call.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** All pages of a list that people choose from. */
async function readAll<T>(readPage: (query: { limit: number; cursor?: string }) => Promise<Page<T>>) {
  const all: T[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page: Page<T> = await readPage(cursor === undefined ? { limit: 200 } : { limit: 200, cursor });
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
}

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
