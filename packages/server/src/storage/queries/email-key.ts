import type { Expression, ExpressionBuilder, SqlBool, StringReference } from 'kysely';
import { textKey } from '../../domain/text-key.ts';
import type { Tables } from './tables.ts';

/**
 * The column is unique, and an address may have several persons: those after the first have their id behind a space,
 * which no address holds.
 */
export function namesakeKey(email: string, id: string): string {
  return `${textKey(email)} ${id}`;
}

/** Whether a column holds the key of a person of this address: from the address itself to where what follows a space ends. */
export function hasEmail<T extends keyof Tables>(
  eb: ExpressionBuilder<Tables, T>,
  column: StringReference<Tables, T>,
  email: string,
): Expression<SqlBool> {
  const key = textKey(email);
  return eb.and([eb(column, '>=', key as never), eb(column, '<', `${key}!` as never)]);
}
