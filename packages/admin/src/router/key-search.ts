import type { RawSearch } from './search.ts';

/** How many days of requests a key's page shows. */
export const usageDays = [14, 30, 90] as const;

export interface KeySearch {
  readonly days?: (typeof usageDays)[number] | undefined;
}

export function parseKeySearch({ days }: RawSearch): KeySearch {
  return { days: usageDays.find((each) => each === days) };
}
