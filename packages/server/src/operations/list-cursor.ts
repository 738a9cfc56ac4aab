import type { SortOrder } from '../domain/api-key.ts';
import { ChaveiroError } from '../domain/errors.ts';
import { isKeyId } from '../domain/key-string.ts';
import { isOneLine } from '../domain/short-text.ts';

/** The place of a row in a sorted list. */
export interface ListPlace {
  readonly value: string | number;
  readonly id: string;
}

/** What a list is sorted by: text, the place of a status, or a time. */
export type SortValue = 'text' | 'status' | 'time';

/**
 * A place as an opaque text that goes through a client and comes back. It holds nothing that the page
 * did not show, so it needs no signature; what comes back is checked, for it goes into a query.
 */
export function formatCursor(sort: string, order: SortOrder, place: ListPlace): string {
  return Buffer.from(JSON.stringify([sort, order, place.value, place.id])).toString('base64url');
}

/** Throws `invalid_request` for what is no cursor, or one of a list that was sorted otherwise. */
export function parseCursor(cursor: string, sort: string, order: SortOrder, valueType: SortValue): ListPlace {
  const parts = parseParts(cursor);
  const [ofSort, ofOrder, value, id] = parts;
  if (parts.length !== 4 || typeof id !== 'string' || !isKeyId(id)) throw badCursor('The cursor is damaged.');
  if (ofSort !== sort || ofOrder !== order) throw badCursor('The cursor belongs to a list with another sort or order.');
  if (!isValue(valueType, value)) throw badCursor('The cursor is damaged.');
  return { value, id };
}

function isValue(type: SortValue, value: unknown): value is string | number {
  if (type === 'text') return typeof value === 'string' && value.length <= 1000 && isOneLine(value);
  if (type === 'status') return value === 0 || value === 1 || value === 2;
  return Number.isSafeInteger(value);
}

function parseParts(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function badCursor(what: string): ChaveiroError {
  return new ChaveiroError('invalid_request', `${what} Take "nextCursor" of the page before, as it is.`, {
    field: 'cursor',
  });
}
