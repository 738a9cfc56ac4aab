import { useRef } from 'react';
import type { PagePlace } from './search.ts';

interface PagingOptions {
  readonly place: PagePlace;
  /** What `Page` of the API says follows. */
  readonly nextCursor: string | null | undefined;
  /** Filters and order: when they change, what was before a page is something else. */
  readonly filters: string;
  readonly go: (place: PagePlace) => void;
}

/**
 * First, previous and next for lists that the server reads by cursors. A cursor leads forward alone, so the ones
 * that were passed are remembered; on a page that was opened by its address the way back is to the first.
 */
export function usePaging({ place, nextCursor, filters, go }: PagingOptions) {
  const passed = useRef<{ filters: string; before: Map<string, PagePlace> }>({ filters, before: new Map() });
  if (passed.current.filters !== filters) passed.current = { filters, before: new Map() };
  const { before } = passed.current;
  const page = place.page ?? 1;
  const previous = place.after === undefined ? undefined : page === 2 ? {} : before.get(place.after);
  return {
    page,
    onFirst: () => go({}),
    onPrevious: previous === undefined ? undefined : () => go(previous),
    onNext:
      typeof nextCursor === 'string'
        ? () => {
            before.set(nextCursor, place);
            go({ page: page + 1, after: nextCursor });
          }
        : undefined,
  };
}
