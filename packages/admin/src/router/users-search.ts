import { oneOf, type PagePlace, pagePlace, type RawSearch, textOf, wholeNumber } from './search.ts';

export const userStatuses = ['active', 'invited'] as const;
const sorts = ['email', 'status', 'createdAt', 'joinedAt'] as const;
const orders = ['asc', 'desc'] as const;

export type UserSort = (typeof sorts)[number];

/** Filters, order and page of the users, as they stand in the address. */
export interface UsersSearch extends PagePlace {
  readonly q?: string | undefined;
  readonly role?: number | undefined;
  readonly status?: (typeof userStatuses)[number] | undefined;
  readonly sort?: UserSort | undefined;
  readonly order?: (typeof orders)[number] | undefined;
}

export function parseUsersSearch(search: RawSearch): UsersSearch {
  return {
    q: textOf(search.q, 200),
    role: wholeNumber(search.role),
    status: oneOf(userStatuses, search.status),
    sort: oneOf(sorts, search.sort),
    order: oneOf(orders, search.order),
    ...pagePlace(search),
  };
}
