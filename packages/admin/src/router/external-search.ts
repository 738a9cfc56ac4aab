import { oneOf, type PagePlace, pagePlace, type RawSearch, textOf, wholeNumber } from './search.ts';

export const externalStatuses = ['active', 'inactive', 'deleted_by_owner'] as const;
const sorts = ['appKey', 'owner', 'addedAt', 'lastUsedAt', 'status'] as const;
const orders = ['asc', 'desc'] as const;
const accountName = /^[a-z][a-z0-9]{1,39}$/;

export type ExternalSort = (typeof sorts)[number];

/** Filters, order and page of the external keys, as they stand in the address. */
export interface ExternalSearch extends PagePlace {
  readonly q?: string | undefined;
  readonly status?: (typeof externalStatuses)[number] | undefined;
  readonly role?: number | undefined;
  /** Name of an account. */
  readonly owner?: string | undefined;
  readonly sort?: ExternalSort | undefined;
  readonly order?: (typeof orders)[number] | undefined;
}

/** What an address does not say, or says wrongly, is not filtered by. */
export function parseExternalSearch(search: RawSearch): ExternalSearch {
  const owner = textOf(search.owner, 40);
  return {
    q: textOf(search.q, 200),
    status: oneOf(externalStatuses, search.status),
    role: wholeNumber(search.role),
    owner: owner !== undefined && accountName.test(owner) ? owner : undefined,
    sort: oneOf(sorts, search.sort),
    order: oneOf(orders, search.order),
    ...pagePlace(search),
  };
}
