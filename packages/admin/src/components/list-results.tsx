import type { ReactNode } from 'react';
import { DataTable, type DataTableProps } from './data-table.tsx';
import { ErrorState } from './empty-state.tsx';
import { Pagination, type PaginationProps } from './pagination.tsx';

/** A page of a list, as a query has read it. */
interface ListRead<Row> {
  /** `undefined`: still on its way. `total` is `null` when there are more than the server counts. */
  readonly data: { readonly items: readonly Row[]; readonly total: number | null } | undefined;
  readonly isPlaceholderData: boolean;
  readonly error: unknown;
  readonly refetch: () => Promise<unknown>;
}

interface ListResultsProps<Row, SortKey extends string>
  extends Omit<DataTableProps<Row, SortKey>, 'rows' | 'isRefreshing'> {
  readonly list: ListRead<Row>;
  /** Stands in the place of a table without rows. */
  readonly empty: ReactNode;
  readonly paging: Omit<PaginationProps, 'shown' | 'total'>;
}

/** What a list has found: a table, that nothing matches, or that it could not be read; and the way to other pages. */
export function ListResults<Row, SortKey extends string = never>(props: ListResultsProps<Row, SortKey>) {
  const { list, empty, paging, ...table } = props;
  const rows = list.data?.items;
  if (rows === undefined && list.error !== null) {
    return <ErrorState failure={list.error} onRetry={() => void list.refetch()} />;
  }
  return (
    <>
      {rows?.length === 0 ? empty : <DataTable {...table} rows={rows} isRefreshing={list.isPlaceholderData} />}
      <Pagination {...paging} shown={rows?.length ?? 0} total={list.data?.total ?? null} />
    </>
  );
}
