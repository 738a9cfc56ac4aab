import './data-table.css';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, type ReactNode, useDeferredValue, useId } from 'react';
import type { Sorting, SortOrder } from './sort-by.tsx';
import { useIsNarrow } from './use-is-narrow.ts';

interface ColumnSort<SortKey extends string> {
  readonly key: SortKey;
  readonly first?: SortOrder;
}

export interface Column<Row, SortKey extends string = never> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Makes the heading sort by it; `first` is the order that a first press asks for. */
  readonly sort?: ColumnSort<SortKey>;
  /** Something else that the cells show, to sort by as well: "Key/Owner". */
  readonly second?: { readonly title: string; readonly sort: ColumnSort<SortKey> };
  /** The width in a table, as CSS; the rest is shared. */
  readonly width?: string;
  /** On a card: over the others, at the corner, or beside its title. Default: `line`. */
  readonly onCard?: 'head' | 'corner' | 'line' | 'plain';
  /** The title is for screen readers only: a column of buttons. */
  readonly isTitleHidden?: boolean;
}

export interface DataTableProps<Row, SortKey extends string> {
  readonly label: string;
  readonly columns: readonly Column<Row, SortKey>[];
  /** `undefined`: still on their way, and shown as grey bars. */
  readonly rows: readonly Row[] | undefined;
  readonly rowId: (row: Row) => string;
  readonly sorting?: Sorting<SortKey>;
  readonly onSort?: (sorting: Sorting<SortKey>) => void;
  /** Other rows are on their way, and these are shown until then. */
  readonly isRefreshing?: boolean;
  /** Height of a usual row in px, for the bars in its place. Default: 66. */
  readonly rowHeight?: number;
  /** Cards that are read one below the other, however wide the window is: sentences in their order. */
  readonly hasWideCards?: boolean;
}

const skeletonRows = Array.from({ length: 8 }, (_, i) => i);

/**
 * A native table, and cards up to 900 px. The roles are written out, for browsers take them away from a table whose
 * `display` is another.
 */
export function DataTable<Row, SortKey extends string = never>(props: DataTableProps<Row, SortKey>) {
  const { label, columns, rows, rowId, sorting, onSort, isRefreshing, rowHeight = 66, hasWideCards } = props;
  const titles = useId();
  const isNarrow = useIsNarrow();
  // Fifty rows take a while to draw: it is done in slices, between which the browser shows what somebody types.
  const [shownRows, shownColumns] = [useDeferredValue(rows), useDeferredValue(columns)];
  const isLoading = shownRows === undefined;
  const isDrawing = shownRows !== rows;
  return (
    <div className="table-frame" data-refreshing={isRefreshing || undefined} data-drawing={isDrawing || undefined}>
      <table
        className="table"
        data-wide-cards={hasWideCards || undefined}
        role="table"
        aria-label={label}
        aria-busy={isLoading || isDrawing || isRefreshing || false}
      >
        <colgroup>
          {columns.map(({ id, width }) => (
            <col key={id} style={width === undefined ? {} : { width }} />
          ))}
        </colgroup>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <HeadCell
                key={column.id}
                id={`${titles}${column.id}`}
                column={column}
                sorting={sorting}
                // On cards the headings are heard and not seen: there is nothing to press.
                onSort={isNarrow ? undefined : onSort}
              />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {shownRows?.map((row) => (
            <TableRow key={rowId(row)} id={rowId(row)} row={row} columns={shownColumns} />
          ))}
          {isLoading && skeletonRows.map((i) => <SkeletonRow key={i} columns={columns} height={rowHeight} />)}
        </tbody>
      </table>
    </div>
  );
}

/** What the rows of a table can be sorted by. */
export function sortsOf<Row, SortKey extends string>(columns: readonly Column<Row, SortKey>[]) {
  return columns.flatMap(({ title, sort, second }) => {
    const sorts = [sort === undefined ? [] : { title, sort }, second ?? []].flat();
    return sorts.map((each) => ({ id: each.sort.key, text: each.title, first: each.sort.first ?? ('asc' as const) }));
  });
}

interface TableRowProps<Row> {
  readonly id: string;
  readonly row: Row;
  readonly columns: readonly Pick<Column<Row>, 'id' | 'title' | 'cell' | 'onCard'>[];
}

/** Drawn again only when the row or the columns are others. */
const TableRow = memo(function TableRow<Row>({ id: rowId, row, columns }: TableRowProps<Row>) {
  return (
    <tr role="row" className="table-row" data-row={rowId}>
      {columns.map(({ id, title, cell, onCard = 'line' }) => (
        <td key={id} role="cell" data-card={onCard} className={`cell-${id}`}>
          {onCard === 'line' && (
            <span className="card-title" aria-hidden="true">
              {title}
            </span>
          )}
          {cell(row)}
        </td>
      ))}
    </tr>
  );
}) as <Row>(props: TableRowProps<Row>) => ReactNode;

/** As high as a row, with nothing to read: `aria-busy` of the table says that rows are on their way. */
function SkeletonRow({
  columns,
  height,
}: {
  readonly columns: readonly { readonly id: string; readonly onCard?: string }[];
  readonly height: number;
}) {
  return (
    <tr role="row" className="table-row" style={{ height }}>
      {columns.map(({ id, onCard = 'line' }) => (
        <td key={id} role="cell" data-card={onCard}>
          <span className="skeleton-bar" />
        </td>
      ))}
    </tr>
  );
}

interface HeadCellProps<Row, SortKey extends string> {
  readonly id: string;
  readonly column: Column<Row, SortKey>;
  readonly sorting: Sorting<SortKey> | undefined;
  readonly onSort: ((sorting: Sorting<SortKey>) => void) | undefined;
}

function HeadCell<Row, SortKey extends string>({ id, column, sorting, onSort }: HeadCellProps<Row, SortKey>) {
  const { title, sort, second, isTitleHidden } = column;
  if (sort === undefined) {
    return (
      <th id={id} role="columnheader" scope="col">
        <span className={isTitleHidden ? 'visually-hidden' : ''}>{title}</span>
      </th>
    );
  }
  const isSorted = sorting !== undefined && [sort.key, second?.sort.key].includes(sorting.by);
  return (
    <th
      id={id}
      role="columnheader"
      scope="col"
      aria-sort={isSorted ? (sorting.order === 'asc' ? 'ascending' : 'descending') : 'none'}
    >
      <SortButton title={title} sort={sort} sorting={sorting} onSort={onSort} />
      {second !== undefined && (
        <>
          <span className="sort-divider">/</span>
          <SortButton {...second} sorting={sorting} onSort={onSort} />
        </>
      )}
    </th>
  );
}

interface SortButtonProps<SortKey extends string> {
  readonly title: string;
  readonly sort: ColumnSort<SortKey>;
  readonly sorting: Sorting<SortKey> | undefined;
  readonly onSort: ((sorting: Sorting<SortKey>) => void) | undefined;
}

function SortButton<SortKey extends string>({ title, sort, sorting, onSort }: SortButtonProps<SortKey>) {
  if (onSort === undefined) return title;
  const order = sorting?.by === sort.key ? sorting.order : undefined;
  const next: SortOrder = order === undefined ? (sort.first ?? 'asc') : order === 'asc' ? 'desc' : 'asc';
  return (
    <button
      type="button"
      className="sort-button"
      data-sorted={order !== undefined || undefined}
      onClick={() => onSort({ by: sort.key, order: next })}
    >
      {title}
      {order === 'asc' && <ArrowUp size={14} aria-hidden />}
      {order === 'desc' && <ArrowDown size={14} aria-hidden />}
    </button>
  );
}
