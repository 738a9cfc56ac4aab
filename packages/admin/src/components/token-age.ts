export type Freshness = 'fresh' | 'outdated' | 'highly_outdated';

/** How old a token is in the terms of its account's renewal period. */
export interface TokenAge {
  readonly freshness: Freshness;
  /** Until the period ends when fresh, to the nearest month or, below two, in days; since then when not, in whole months or days. */
  readonly count: number;
  readonly unit: 'month' | 'day';
}

const dayMs = 24 * 3_600_000;

/** The same day some months later in UTC, or the last of a shorter month. */
function addMonths(timeMs: number, months: number): number {
  const date = new Date(timeMs);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}

/** Whether a token is due for renewal, and by how much: three months past its period is high time. */
export function tokenAge(createdAt: string, periodMonths: number, nowMs: number): TokenAge {
  const createdMs = Date.parse(createdAt);
  const dueMs = addMonths(createdMs, periodMonths);
  const freshness =
    nowMs < dueMs ? 'fresh' : nowMs < addMonths(createdMs, periodMonths + 3) ? 'outdated' : 'highly_outdated';
  if (freshness === 'fresh') return { freshness, ...timeLeft(nowMs, dueMs) };
  const months = wholeMonths(dueMs, nowMs);
  if (months > 0) return { freshness, count: months, unit: 'month' };
  return { freshness, count: Math.floor((nowMs - dueMs) / dayMs), unit: 'day' };
}

/** A token that was made a moment ago has its whole period left, and not a month less and 30 days. */
function timeLeft(nowMs: number, dueMs: number): Pick<TokenAge, 'count' | 'unit'> {
  const months = wholeMonths(nowMs, dueMs);
  const rest = dueMs - addMonths(nowMs, months);
  const nearest = rest >= 15 * dayMs ? months + 1 : months;
  if (months > 0 && nearest > 1) return { count: nearest, unit: 'month' };
  return { count: Math.floor((dueMs - nowMs) / dayMs), unit: 'day' };
}

function wholeMonths(fromMs: number, toMs: number): number {
  let months = 0;
  while (addMonths(fromMs, months + 1) <= toMs) months += 1;
  return months;
}
