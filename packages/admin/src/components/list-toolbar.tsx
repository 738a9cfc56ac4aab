import './list-toolbar.css';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.tsx';
import { FilterChips } from './filter-chips.tsx';
import { FilterSheet } from './filter-sheet.tsx';
import { filterText, type ListFilter } from './list-filter.ts';
import { SearchField } from './search-field.tsx';
import { SearchableFilter } from './searchable-filter.tsx';
import { Filter } from './select.tsx';
import { SortBy, type SortByProps, type Sorting } from './sort-by.tsx';
import { useIsNarrow } from './use-is-narrow.ts';

/** What `useListSearch` says of the list. */
interface SearchedList<SortKey extends string> {
  readonly search: { readonly q?: string | undefined };
  readonly change: (changed: { readonly q: string | undefined }) => void;
  readonly clearFilters: () => void;
  readonly sorting: Sorting<SortKey>;
  readonly onSort: (sorting: Sorting<SortKey>) => void;
}

interface ListToolbarProps<SortKey extends string> {
  readonly list: SearchedList<SortKey>;
  /** What is searched, such as "Search by name or key". */
  readonly label: string;
  /** How many rows match, in words; read out when it changes. */
  readonly count: string | undefined;
  readonly filters?: readonly ListFilter[];
  /** What needs attention, and filters by it. */
  readonly attention?: ReactNode;
  /** What the list can be sorted by: cards have no headings to press. */
  readonly sorts?: SortByProps<SortKey>['choices'];
}

/**
 * Search, filters and count above a list. Where its rows are cards, the filters that are on stand here to be taken away,
 * and all of them, with the order, in one sheet.
 */
export function ListToolbar<SortKey extends string = never>(props: ListToolbarProps<SortKey>) {
  const { list, label, count, filters = [], attention, sorts } = props;
  const isNarrow = useIsNarrow();
  const sortBy = sorts && { choices: sorts, sorting: list.sorting, onSort: list.onSort };
  return (
    <search className="toolbar">
      <SearchField
        label={label}
        value={list.search.q ?? ''}
        onSearch={(text) => list.change({ q: text === '' ? undefined : text })}
        hasShortcut
      />
      {isNarrow ? (
        <>
          {filters.length > 0 && (
            <FilterSheet filters={filters} onClear={list.clearFilters} count={count} sortBy={sortBy} />
          )}
          <FilterChips filters={filters} />
          {attention}
          {filters.length === 0 && sortBy !== undefined && <SortBy {...sortBy} />}
        </>
      ) : (
        <>
          {attention}
          {filters.map((filter) => (
            <WideFilter key={filter.label} filter={filter} />
          ))}
        </>
      )}
      <span className="toolbar-count" role="status">
        {count}
      </span>
    </search>
  );
}

function WideFilter({ filter }: { readonly filter: ListFilter }) {
  const t = useText();
  const { search } = filter;
  return search === undefined ? (
    <Filter {...filter} text={filterText(t, filter)} />
  ) : (
    <SearchableFilter {...filter} search={search} />
  );
}
