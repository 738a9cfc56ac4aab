/**
 * The same day and time some months later, in UTC; the last day of the month where it has no such
 * day: three months after 30 November is 28 or 29 February. Milliseconds since 1970.
 */
export function addMonths(time: number, months: number): number {
  const start = new Date(time);
  const moved = new Date(time);
  moved.setUTCMonth(start.getUTCMonth() + months);
  // A day that the month does not have runs over into the next one; day 0 is the last of the month before.
  if (moved.getUTCDate() !== start.getUTCDate()) moved.setUTCDate(0);
  return moved.getTime();
}
