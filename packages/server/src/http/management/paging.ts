import { Type } from 'typebox';
import type { SortOrder } from '../../domain/api-key.ts';
import { ChaveiroError } from '../../domain/errors.ts';

const defaultLimit = 50;

/** Up to here every list says how many there are; beyond, nobody counts. */
const countLimit = 10_000;

/** The query fields of every list. */
export const pageFields = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 200, description: 'How many at most: 1 to 200, 50 unless said.' }),
  ),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1000, description: 'The `nextCursor` of the page before.' }),
  ),
};

export interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

/** Text compares by code unit, and numbers before text. */
type SortKey = string | number;

/** By what a list is sorted; ties go by the key of the items, in the same direction. */
export interface Sorting<T> {
  readonly sort: string;
  readonly order: SortOrder;
  readonly sortBy: (item: T) => SortKey;
}

interface Place {
  readonly value: SortKey;
  readonly key: SortKey;
}

/**
 * One page of a list that is short enough to be read whole. The cursor is the place of the last item
 * that was shown, so that a page neither repeats nor skips when something before it comes or goes.
 *
 * @param keyOf what is unique in the list, and what it is sorted by unless `sorting` says otherwise
 */
export function page<T>(all: readonly T[], keyOf: (item: T) => SortKey, query: PageQuery, sorting?: Sorting<T>) {
  const { sort = '', order = 'asc', sortBy = keyOf } = sorting ?? {};
  const limit = query.limit ?? defaultLimit;
  const sign = order === 'asc' ? 1 : -1;
  const places = all
    .map((item) => ({ item, value: sortBy(item), key: keyOf(item) }))
    .toSorted((a, b) => sign * comparePlaces(a, b));
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, `${sort} ${order}`, places[0]);
  const rest = after === undefined ? places : places.filter((place) => sign * comparePlaces(place, after) > 0);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rest.length > limit && last !== undefined ? writeCursor(`${sort} ${order}`, last) : null;
  const total = all.length > countLimit ? null : all.length;
  return { items: shown.map(({ item }) => item), nextCursor, total };
}

function comparePlaces(a: Place, b: Place): number {
  return compare(a.value, b.value) || compare(a.key, b.key);
}

function compare(a: SortKey, b: SortKey): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function writeCursor(sorting: string, { value, key }: Place): string {
  return Buffer.from(JSON.stringify([sorting, value, key])).toString('base64url');
}

function readCursor(cursor: string, sorting: string, like: Place | undefined): Place {
  try {
    const [ofSorting, value, key, ...more] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const isLike = like === undefined || (typeof value === typeof like.value && typeof key === typeof like.key);
    if (ofSorting === sorting && isLike && more.length === 0) return { value, key };
  } catch {
    // Said below, like a cursor of another list.
  }
  throw new ChaveiroError(
    'invalid_request',
    '"cursor" has to be the nextCursor of the page before, with the same sort and order.',
    { field: 'cursor' },
  );
}
