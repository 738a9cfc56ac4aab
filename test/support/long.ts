/** Whether `npm run test:long` runs: the same checks, as often as they were promised and not as time allows. */
export const isLong = process.env.CHAVEIRO_TEST_LONG === '1';

/** How often to repeat something. */
export function times(counts: { short: number; long: number }): number {
  return isLong ? counts.long : counts.short;
}
