import { oneOf, type PagePlace, pagePlace, type RawSearch, textOf, wholeNumber } from './search.ts';

const sorts = ['name', 'kind', 'resources', 'holders', 'createdAt'] as const;
const orders = ['asc', 'desc'] as const;

export type RoleSort = (typeof sorts)[number];

/** Search, order and page of the roles, as they stand in the address. */
export interface RolesSearch extends PagePlace {
  readonly q?: string | undefined;
  readonly sort?: RoleSort | undefined;
  readonly order?: (typeof orders)[number] | undefined;
}

export function parseRolesSearch(search: RawSearch): RolesSearch {
  return {
    q: textOf(search.q, 200),
    sort: oneOf(sorts, search.sort),
    order: oneOf(orders, search.order),
    ...pagePlace(search),
  };
}

/** The id of the role that a new one begins as a copy of. */
export function parseNewRoleSearch(search: RawSearch): { readonly from?: number | undefined } {
  return { from: wholeNumber(search.from) };
}
