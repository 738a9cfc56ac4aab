import { ChaveiroError } from '../domain/errors.ts';
import { checkLimit, type Limit } from '../domain/limits.ts';

/**
 * What something is to have of a kind: all of it as a list, or what is added to what it has now and what is
 * taken from that. Of the two, only the second leaves alone what somebody else changes meanwhile. Adding what
 * is there adds nothing, removing what is not there removes nothing.
 */
export type Wanted<T> = readonly T[] | Differences<T>;

interface Differences<T> {
  readonly add?: readonly T[] | undefined;
  readonly remove?: readonly T[] | undefined;
}

/**
 * What it is then to have, each once. Throws `invalid_request` for what is to be both added and removed, and what
 * `checkLimit` throws.
 *
 * @param had what it has, read in the transaction that changes it
 */
export function resultOf<T extends string | number>(limit: Limit, had: readonly T[], wanted: Wanted<T>): T[] {
  const result = isWhole(wanted) ? [...new Set(wanted)] : withDifferences(had, wanted, limit.what);
  checkLimit(limit, had, result);
  return result;
}

function withDifferences<T extends string | number>(had: readonly T[], wanted: Differences<T>, field: string): T[] {
  const removed = new Set(wanted.remove);
  const both = wanted.add?.find((each) => removed.has(each));
  if (both !== undefined) {
    throw new ChaveiroError('invalid_request', `${JSON.stringify(both)} cannot be both added and removed.`, { field });
  }
  return [...new Set([...had, ...(wanted.add ?? [])])].filter((each) => !removed.has(each));
}

function isWhole<T>(wanted: Wanted<T>): wanted is readonly T[] {
  return Array.isArray(wanted);
}
