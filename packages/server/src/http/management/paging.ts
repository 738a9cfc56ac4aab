import { Type } from 'typebox';
import { ChaveiroError } from '../../domain/errors.ts';

const defaultLimit = 50;

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

/**
 * One page of a list that is short enough to be read whole. The cursor is the key of the last item
 * that was shown, so that a page neither repeats nor skips when something before it comes or goes.
 *
 * @param keyOf what the list is sorted by and what is unique in it
 */
export function page<T, K extends string | number>(all: readonly T[], keyOf: (item: T) => K, query: PageQuery) {
  const limit = query.limit ?? defaultLimit;
  const sorted = all.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
  const after = query.cursor === undefined ? undefined : readCursor<K>(query.cursor, sorted.map(keyOf)[0]);
  const rest = after === undefined ? sorted : sorted.filter((item) => compare(keyOf(item), after) > 0);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = rest.length > limit && last !== undefined ? writeCursor(keyOf(last)) : null;
  return { items, nextCursor, total: all.length };
}

function compare<K extends string | number>(a: K, b: K): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function writeCursor(key: string | number): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function readCursor<K extends string | number>(cursor: string, like: K | undefined): K {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (like === undefined || typeof key === typeof like) return key as K;
  } catch {
    // Said below, like a cursor of another list.
  }
  throw new ChaveiroError('invalid_request', '"cursor" has to be the nextCursor of the page before.', {
    field: 'cursor',
  });
}
