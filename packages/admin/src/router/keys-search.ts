import { oneOf, type PagePlace, pagePlace, type RawSearch, textOf, wholeNumber } from './search.ts';

export const keyStatuses = ['active', 'inactive'] as const;
export const keyFreshnesses = ['needs_renewal', 'fresh', 'outdated', 'highly_outdated'] as const;
export const keyRenewals = ['pending', 'none'] as const;
const sorts = ['label', 'freshness', 'createdAt', 'lastUsedAt', 'status'] as const;
const orders = ['asc', 'desc'] as const;

export type KeySort = (typeof sorts)[number];

/** Filters, order and page of the generated keys, as they stand in the address. */
export interface KeysSearch extends PagePlace {
  readonly q?: string | undefined;
  readonly status?: (typeof keyStatuses)[number] | undefined;
  readonly role?: number | undefined;
  readonly freshness?: (typeof keyFreshnesses)[number] | undefined;
  readonly renewal?: (typeof keyRenewals)[number] | undefined;
  readonly sort?: KeySort | undefined;
  readonly order?: (typeof orders)[number] | undefined;
}

/** What an address does not say, or says wrongly, is not filtered by. */
export function parseKeysSearch(search: RawSearch): KeysSearch {
  return {
    q: textOf(search.q, 200),
    status: oneOf(keyStatuses, search.status),
    role: wholeNumber(search.role),
    freshness: oneOf(keyFreshnesses, search.freshness),
    renewal: oneOf(keyRenewals, search.renewal),
    sort: oneOf(sorts, search.sort),
    order: oneOf(orders, search.order),
    ...pagePlace(search),
  };
}
