import type { Options } from './command.ts';

/** What every command has that shows one page of a long list. */
export const pageOptions = {
  limit: { takes: 'NUMBER', description: 'how many, 1 to 200; 50 unless given' },
  cursor: { takes: 'CURSOR', description: 'goes on where the list before ended, with the same options' },
} as const satisfies Options;

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
  readonly total: number | null;
}

/** Lines below a table that is not the end of the list. */
export function moreLines({ items, nextCursor, total }: Page): string[] {
  if (nextCursor === null) return [];
  const all = total === null ? 'more than 10,000' : String(total);
  return ['', `${items.length} of ${all}. Go on with --cursor ${nextCursor}`];
}

/** What stands in the place of an empty table: that nothing is there, or only nothing of what was asked for. */
export function emptyText(filters: readonly unknown[], nothingAtAll: string, nothingSuch: string): string {
  return filters.every((filter) => filter === undefined) ? nothingAtAll : nothingSuch;
}
