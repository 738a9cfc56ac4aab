import { type QueryKey, type UseQueryOptions, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type PageSize, storedPageSize, storePageSize, usualPageSize } from '../preferences/preferences.ts';
import type { PagePlace } from './search.ts';
import { usePaging } from './use-paging.ts';

type SortOrder = 'asc' | 'desc';

/** What the address of every list may say; beside it stand the filters of the list. */
export interface ListSearch extends PagePlace {
  readonly q?: string | undefined;
  readonly sort?: string | undefined;
  readonly order?: SortOrder | undefined;
}

type SortOf<Search extends ListSearch> = NonNullable<Search['sort']>;

/** What is searched and filtered for. */
type Filter<Search extends ListSearch> = Omit<Search, keyof PagePlace | 'sort' | 'order'>;

interface Sorting<Search extends ListSearch> {
  readonly by: SortOf<Search>;
  readonly order: SortOrder;
}

/** What a page of a list is asked for with. */
interface ListPage {
  readonly limit: number;
  readonly cursor?: string;
}

/** A page of a list as the API answers it; `total` is `null` when there are more than the server counts. */
interface Found {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
  readonly total: number | null;
}

interface ListOptions<Search extends ListSearch, Answer extends Found, Key extends QueryKey> {
  /** How the list is sorted unless its address says so; absent for one that has one order alone. */
  readonly sorting?: Sorting<Search>;
  readonly query: (
    filter: Filter<Search>,
    page: ListPage,
    sorting: { readonly sort: SortOf<Search>; readonly order: SortOrder },
  ) => UseQueryOptions<Answer, Error, Answer, Key>;
}

/**
 * A list whose search, filters, order, page and page size stand in the address of its route: reads it, and changes the
 * address. A page that its address does not give a size has the one that was chosen last in this browser; one that was
 * opened by its place has 50 rows, for its number counts them.
 */
export function useListSearch<Search extends ListSearch, Answer extends Found, Key extends QueryKey>(
  route: { readonly useSearch: () => Search },
  options: ListOptions<Search, Answer, Key>,
) {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { page: number, after, size: saidSize, sort, order, ...rest } = search;
  const filter: Filter<Search> = rest;
  const size = saidSize ?? (after === undefined ? storedPageSize() : usualPageSize);
  const sorting: Sorting<Search> = {
    by: (sort ?? options.sorting?.by) as SortOf<Search>,
    order: order ?? (sort === undefined ? (options.sorting?.order ?? 'asc') : 'asc'),
  };
  const page: ListPage = { limit: size, ...(after === undefined ? {} : { cursor: after }) };
  const read = useQuery(options.query(filter, page, { sort: sorting.by, order: sorting.order }));

  const changes = useMemo(() => {
    const go = (to: (before: ListSearch) => ListSearch, replace: boolean) =>
      // Whatever is open above the list stays, and loses nothing.
      void navigate({ to: '.', search: to as never, replace, ignoreBlocker: true });
    return {
      go,
      /** Another list begins with its first page. */
      change: (changed: Partial<Search>) =>
        go(({ page: _, after: __, ...before }) => ({ ...before, ...changed }), true),
      /** Forgets what is searched and filtered for. */
      clear: () => go(({ sort, order, size }) => ({ sort, order, size }), true),
      /** Forgets what is filtered for. */
      clearFilters: () => go(({ q, sort, order, size }) => ({ q, sort, order, size }), true),
      resize: (chosen: PageSize) => {
        storePageSize(chosen);
        go(({ page: _, after: __, ...before }) => ({ ...before, size: chosen }), true);
      },
    };
  }, [navigate]);

  const paging = usePaging({
    place: { page: number, after },
    nextCursor: read.data?.nextCursor,
    filters: JSON.stringify([filter, sorting, size]),
    go: (place) =>
      changes.go(
        (before) => ({
          ...before,
          page: undefined,
          after: undefined,
          // The number of a page counts rows of pages of this size.
          size: saidSize ?? (size === usualPageSize ? undefined : size),
          ...place,
        }),
        false,
      ),
  });
  return {
    search,
    filter,
    read,
    total: read.data?.total,
    sorting,
    onSort: ({ by, order: chosen }: Sorting<Search>) => changes.change({ sort: by, order: chosen } as Partial<Search>),
    change: changes.change,
    clear: changes.clear,
    clearFilters: changes.clearFilters,
    /** Whether something is searched or filtered for. */
    isFiltered: Object.values(filter).some((value) => value !== undefined),
    paging: { ...paging, pageSize: size, onPageSize: changes.resize },
  };
}
