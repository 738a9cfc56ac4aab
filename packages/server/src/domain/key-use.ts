import type { CountedCode } from '#engine';

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** For how long counts are kept: by day (UTC) for the pages, by hour for "the last 24 hours". */
const keptDays = 400;
const keptHours = 48;

/** The most days that can be asked for at once. */
export const maxUsageDays = 90;

/** How often a token of a key was used in an account within an hour, with one outcome. Times in milliseconds since 1970. */
export interface KeyUse {
  readonly keyId: string;
  /** `null` for a wrong token of this key. */
  readonly tokenId: string | null;
  /** The account that was called. */
  readonly accountId: number;
  readonly code: CountedCode;
  /** 0 when only the time is to be kept. */
  readonly count: number;
  /** Beginning of the hour. */
  readonly hour: number;
  readonly lastAt: number;
  /** Where the last one came from. */
  readonly address: string;
}

/** Beginning of the hour in which a moment lies (UTC). */
export function hourOf(at: number): number {
  return at - (at % hourMs);
}

/** Beginning of the day in which a moment lies (UTC). */
export function dayOf(at: number): number {
  return at - (at % dayMs);
}

/** The running day and as many before it as make `count` days in all, the oldest first. */
export function lastDays(now: number, count: number): number[] {
  return Array.from({ length: count }, (_, place) => dayOf(now) - (count - 1 - place) * dayMs);
}

/** Where the hours and days begin that evidence looks at: never less than the 24 hours and the 14 days that it promises. */
export function evidenceSince(now: number): { readonly hour: number; readonly day: number } {
  return { hour: hourOf(now) - 24 * hourMs, day: dayOf(now) - 14 * dayMs };
}

/** Counts from before these moments are erased. */
export function keptSince(now: number): { readonly hour: number; readonly day: number } {
  return { hour: hourOf(now) - keptHours * hourMs, day: dayOf(now) - keptDays * dayMs };
}
