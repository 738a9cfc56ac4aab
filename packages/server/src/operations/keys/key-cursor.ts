import type { KeySort, SortOrder } from '../../domain/api-key.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { isKeyId } from '../../domain/key-string.ts';
import { isOneLine } from '../../domain/short-text.ts';

/** The place of a row in a sorted list. */
export interface KeyPlace {
  readonly value: string | number;
  readonly id: string;
}

/**
 * A place as an opaque text that goes through a client and comes back. It holds nothing that the page
 * did not show, so it needs no signature; what comes back is checked, for it goes into a query.
 */
export function formatKeyCursor(sort: KeySort, order: SortOrder, place: KeyPlace): string {
  return Buffer.from(JSON.stringify([sort, order, place.value, place.id])).toString('base64url');
}

/** Throws `invalid_request` for what is no cursor, or one of a list that was sorted otherwise. */
export function parseKeyCursor(cursor: string, sort: KeySort, order: SortOrder): KeyPlace {
  const parts = parseParts(cursor);
  const [ofSort, ofOrder, value, id] = parts;
  if (parts.length !== 4 || typeof id !== 'string' || !isKeyId(id)) throw badCursor('The cursor is damaged.');
  if (ofSort !== sort || ofOrder !== order) throw badCursor('The cursor belongs to a list with another sort or order.');
  if (!isValueOf(sort, value)) throw badCursor('The cursor is damaged.');
  return { value, id };
}

function isValueOf(sort: KeySort, value: unknown): value is string | number {
  if (sort === 'label') return typeof value === 'string' && value.length <= 1000 && isOneLine(value);
  if (sort === 'status') return value === 0 || value === 1;
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
