import { type PageSize, pageSizes } from '../preferences/preferences.ts';

/** What stands behind the `?` of an address, before it was looked at. */
export type RawSearch = Readonly<Record<string, unknown>>;

/** One of a closed list; anything else counts as absent. */
export function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((each) => each === value);
}

/** A text of at most `maxLength`; the router reads one of digits alone as a number. */
export function textOf(value: unknown, maxLength = 1000): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' && text.length <= maxLength ? text : undefined;
}

/** A whole number from `least` on. */
export function wholeNumber(value: unknown, least = 1): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least ? value : undefined;
}

/** Which page of a list: `page` for people, `after` where it begins for the server, `size` rows long. */
export interface PagePlace {
  readonly page?: number | undefined;
  readonly after?: string | undefined;
  readonly size?: PageSize | undefined;
}

export function pagePlace(search: RawSearch): PagePlace {
  const page = wholeNumber(search.page, 2);
  const after = textOf(search.after);
  const size = pageSizes.find((each) => each === search.size);
  return { ...(page === undefined || after === undefined ? {} : { page, after }), size };
}
