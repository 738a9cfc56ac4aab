import { addMonths } from '#engine';

export const freshnessLevels = ['fresh', 'outdated', 'highly_outdated'] as const;

/** How old a key's newest token is, measured by the account's renewal period. Never a reason to deny. */
export type Freshness = (typeof freshnessLevels)[number];

/** What a list can be filtered by: a level, or all levels at which a key should be renewed. */
export const freshnessFilters = [...freshnessLevels, 'needs_renewal'] as const;
export type FreshnessFilter = (typeof freshnessFilters)[number];

/** From `outdated` to `highly_outdated` it is always three months, whatever the period. */
const graceMonths = 3;

/**
 * Freshness of a key.
 *
 * @param newestTokenAt creation of its newest live token, milliseconds since 1970
 * @param renewalPeriodMonths the setting of the account that owns it
 * @param now milliseconds since 1970
 */
export function freshnessOf(newestTokenAt: number, renewalPeriodMonths: 3 | 6, now: number): Freshness {
  if (now < addMonths(newestTokenAt, renewalPeriodMonths)) return 'fresh';
  return now < addMonths(newestTokenAt, renewalPeriodMonths + graceMonths) ? 'outdated' : 'highly_outdated';
}

/** From `from`, included, to `to`, excluded; milliseconds since 1970. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

const endOfTime = Number.MAX_SAFE_INTEGER;

function lastDayOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

/**
 * When something was made that is `months` old by now, or older.
 *
 * More than one range where months differ in length: on 30 April at noon, three months have passed
 * since every morning of 30 and 31 January, but not since their afternoons. The first range begins
 * with 1970; each further one lies in the month that is `months` before now.
 */
export function madeMonthsAgo(months: number, now: number): [TimeRange, ...TimeRange[]] {
  const date = new Date(now);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const today = date.getUTCDate();
  const timeOfDay = now - Date.UTC(year, month, today);
  const lastDayThen = lastDayOf(year, month - months);
  // The days of that month which `addMonths` takes to today; none when today is a 31st and it had 30 days.
  const lastMatch = today === lastDayOf(year, month) ? lastDayThen : Math.min(today, lastDayThen);
  const ranges: [TimeRange, ...TimeRange[]] = [
    { from: 0, to: Date.UTC(year, month - months, Math.min(today, lastDayThen + 1)) },
  ];
  for (let day = today; day <= lastMatch; day++) {
    const from = Date.UTC(year, month - months, day);
    ranges.push({ from, to: from + timeOfDay + 1 });
  }
  return ranges;
}

/** What lies between the ranges, and after the last one until `end`. */
function gapsOf(ranges: readonly TimeRange[], end: number): TimeRange[] {
  return ranges.map((range, i) => ({ from: range.to, to: ranges[i + 1]?.from ?? end }));
}

/**
 * The creation times for which `freshnessOf` answers `level`, or one of the levels that it stands for: a
 * question that a database can answer with an index.
 *
 * @returns ranges in rising order, apart from each other; none of them is empty
 */
export function creationRangesOf(level: FreshnessFilter, renewalPeriodMonths: 3 | 6, now: number): TimeRange[] {
  const [stale, ...staleDays] = madeMonthsAgo(renewalPeriodMonths, now);
  const older = madeMonthsAgo(renewalPeriodMonths + graceMonths, now);
  const ranges = {
    fresh: gapsOf([stale, ...staleDays], endOfTime),
    outdated: [...gapsOf(older, stale.to), ...staleDays],
    highly_outdated: older,
    needs_renewal: [stale, ...staleDays],
  }[level];
  return ranges.filter((range) => range.from < range.to);
}
