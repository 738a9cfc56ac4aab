import type { ReactNode } from 'react';
import { SearchField } from './search-field.tsx';

interface ListToolbarProps {
  /** What is searched, such as "Search by name or key". */
  readonly label: string;
  /** What is searched for now. */
  readonly q: string | undefined;
  /** `undefined` when nothing is searched for any more. */
  readonly onSearch: (q: string | undefined) => void;
  /** How many rows match, in words; read out when it changes. */
  readonly count: string | undefined;
  /** Filters. */
  readonly children?: ReactNode;
}

/** Search, filters and count above a list. */
export function ListToolbar({ label, q, onSearch, count, children }: ListToolbarProps) {
  return (
    <search className="toolbar">
      <SearchField
        label={label}
        value={q ?? ''}
        onSearch={(text) => onSearch(text === '' ? undefined : text)}
        hasShortcut
      />
      {children !== undefined && <div className="toolbar-filters">{children}</div>}
      <span className="toolbar-count" role="status">
        {count}
      </span>
    </search>
  );
}
