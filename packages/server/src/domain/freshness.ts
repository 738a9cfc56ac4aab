export const freshnessLevels = ['fresh', 'outdated', 'highly_outdated'] as const;

/** How old a key's newest token is, measured by the account's renewal period. Never a reason to deny. */
export type Freshness = (typeof freshnessLevels)[number];

/** From `outdated` to `highly_outdated` it is always three months, whatever the period. */
const graceMonths = 3;

/**
 * The same time of day `months` earlier or later by the UTC calendar; where the month is too short,
 * its last day.
 *
 * @param at milliseconds since 1970
 * @param months may be negative
 */
export function addMonths(at: number, months: number): number {
  const date = new Date(at);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}

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
