import { ChaveiroError } from '../domain/errors.ts';

/**
 * What something is to have of a kind: all of it as a list, or what is added to what it has now and what is
 * taken from that. Of the two, only the second leaves alone what somebody else changes meanwhile. Adding what
 * is there adds nothing, removing what is not there removes nothing.
 */
export type Wanted<T> =
  | readonly T[]
  | { readonly add?: readonly T[] | undefined; readonly remove?: readonly T[] | undefined };

/**
 * What it is then to have, each once. Throws `invalid_request` for what is to be both added and removed.
 *
 * @param had what it has, read in the transaction that changes it
 * @param field how clients call it
 */
export function resultOf<T extends string | number>(had: readonly T[], wanted: Wanted<T>, field: string): T[] {
  if (isWhole(wanted)) return [...new Set(wanted)];
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
