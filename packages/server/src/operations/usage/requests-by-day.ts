import { lastDays } from '../../domain/key-use.ts';
import type { ReadTransaction } from '../../storage/storage.ts';
import { timeText } from '../time-text.ts';
import type { RequestCounts } from './evidence.ts';

/** Requests of one day. */
export interface DayView extends RequestCounts {
  /** Such as `2026-03-01`, UTC. */
  readonly day: string;
}

const daysShown = 14;

/** A day as a text such as `2026-03-01`, from its beginning in milliseconds since 1970. */
export function dayText(day: number): string {
  return timeText(day).slice(0, 10);
}

/**
 * Requests with each of these keys, in all accounts, as far as servers have written them: wrong tokens
 * are among the denied ones.
 *
 * @param now milliseconds since 1970
 * @returns of a key: the last 14 days with the running one, the oldest first, without gaps
 */
export async function readRequestsByDay(
  tx: ReadTransaction,
  keyIds: readonly string[],
  now: number,
): Promise<(keyId: string) => DayView[]> {
  const days = lastDays(now, daysShown);
  const counts = await tx.countRequestsByDay(keyIds, Math.min(...days));
  const byKey = Map.groupBy(counts, (count) => count.keyId);
  return (keyId) => {
    const byDay = new Map(byKey.get(keyId)?.map((count) => [count.day, count]));
    return days.map((day) => {
      const { allowed, denied } = byDay.get(day) ?? { allowed: 0, denied: 0 };
      return { day: dayText(day), allowed, denied };
    });
  };
}
