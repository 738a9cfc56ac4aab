import { Type } from 'typebox';
import { ChaveiroError } from '../../domain/errors.ts';

/** The parameters of both lists. Numbers are read here, for clients send whatever their tool has for one. */
export const pageQuery = Type.Object({
  numItems: Type.Optional(Type.String({ description: 'How many at most, from 1 on: 10 unless said.' })),
  pageNumber: Type.Optional(Type.String({ description: 'Which page, from 1 on.' })),
  sort: Type.Optional(Type.String({ description: 'A field of the items; another one sorts as if none was said.' })),
  sortType: Type.Optional(Type.String({ description: 'DSC for the other direction; anything else is ASC.' })),
});

interface PageQuery {
  readonly numItems?: string;
  readonly pageNumber?: string;
  readonly sort?: string;
  readonly sortType?: string;
}

type SortValue = string | number | boolean | null;

/**
 * One page of a list that is short enough to be read whole.
 *
 * @param sorts what can be sorted by, the usual first
 */
export function pageOf<T>(
  all: readonly T[],
  query: PageQuery,
  sorts: Readonly<Record<string, (item: T) => SortValue>>,
) {
  const perPage = positive('numItems', query.numItems) ?? 10;
  const page = positive('pageNumber', query.pageNumber) ?? 1;
  const [usual] = Object.values(sorts);
  const wanted = query.sort?.toLowerCase();
  const found = Object.entries(sorts).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? usual;
  const sortValue = found as (item: T) => SortValue;
  const direction = directionOf(query.sortType);
  const sorted = all.toSorted((a, b) => direction * compare(sortValue(a), sortValue(b)));
  return {
    items: sorted.slice((page - 1) * perPage, page * perPage),
    paging: { page, perPage, total: all.length, pages: Math.ceil(all.length / perPage) },
  };
}

function compare(a: SortValue, b: SortValue): number {
  const [left, right] = [a ?? '', b ?? ''].map((value) => (typeof value === 'string' ? value.toLowerCase() : value));
  if (left === right) return 0;
  return (left as string) < (right as string) ? -1 : 1;
}

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[0-9]{1,9}$/.test(text) && Number(text) >= 1) return Number(text);
  throw new ChaveiroError('invalid_request', `"${name}" has to be a whole number from 1 on.`, { field: name });
}

/** There are clients that send `ASC'`: whatever does not say otherwise is the usual direction. */
function directionOf(sortType = ''): 1 | -1 {
  return /^de?sc/i.test(sortType) ? -1 : 1;
}
