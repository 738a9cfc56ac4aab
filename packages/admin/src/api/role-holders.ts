import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';

/** How many are named; more are counted. */
const namedHolders = 10;

export interface NamedHolder {
  readonly id: string;
  readonly name: string;
  /** What tells it from another of the same name. */
  readonly detail: string | null;
}

/** Some who have a role, and how many more do. */
interface NamedHolders {
  readonly shown: readonly NamedHolder[];
  readonly more: number;
}

function named<T>(
  { items, total }: { readonly items: readonly T[]; readonly total: number | null },
  nameOf: (item: T) => NamedHolder,
): NamedHolders {
  return { shown: items.map(nameOf), more: (total ?? 10_000) - items.length };
}

type Kind = 'keys' | 'external-keys' | 'users';

const holdersQuery = (
  account: string,
  kind: Kind,
  role: number,
  read: (signal: AbortSignal) => Promise<NamedHolders>,
) =>
  queryOptions({
    queryKey: [account, kind, 'having', role],
    queryFn: ({ signal }) => read(signal),
  });

/** The account's own keys that have a role. */
export const holdingKeysQuery = (account: string, role: number) =>
  holdersQuery(account, 'keys', role, async (signal) =>
    named(
      await call(
        'GET /api/v1/accounts/{account}/keys',
        { path: { account } },
        { query: { role, sort: 'label', order: 'asc', limit: namedHolders }, signal },
      ),
      ({ id, label, appKey }) => ({ id, name: label, detail: appKey }),
    ),
  );

/** The keys of other accounts that have a role. */
export const holdingExternalKeysQuery = (account: string, role: number) =>
  holdersQuery(account, 'external-keys', role, async (signal) =>
    named(
      await call(
        'GET /api/v1/accounts/{account}/external-keys',
        { path: { account } },
        { query: { role, sort: 'appKey', order: 'asc', limit: namedHolders }, signal },
      ),
      ({ id, owner, appKey }) => ({ id, name: owner, detail: appKey }),
    ),
  );

/** The users that have a role. */
export const holdingUsersQuery = (account: string, role: number) =>
  holdersQuery(account, 'users', role, async (signal) =>
    named(
      await call(
        'GET /api/v1/accounts/{account}/users',
        { path: { account } },
        { query: { role, limit: namedHolders }, signal },
      ),
      ({ id, name, email }) => ({ id, name: name ?? email, detail: name === null ? null : email }),
    ),
  );
