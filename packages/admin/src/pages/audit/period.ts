import type { AuditFilter } from '../../api/audit.ts';
import type { AuditPeriod, AuditSearch } from '../../router/audit-search.ts';

/** Days before today that belong to a period. */
const daysBefore: Readonly<Record<AuditPeriod, number>> = { day: 0, week: 6, month: 29, quarter: 89 };

/** What an address filters by, as the API takes it: days are those of the reader's own time zone. */
export function filterOf(search: AuditSearch, now: Date): AuditFilter {
  const { q, action, actor, subject, period, from, to } = search;
  const first = period === undefined ? from && startOfDay(from) : startOfToday(now, -daysBefore[period]);
  const after = to && startOfDay(to, 1);
  return {
    ...(q === undefined ? {} : { q }),
    ...(action === undefined ? {} : { action }),
    ...(actor === undefined ? {} : { actor }),
    ...(subject === undefined ? {} : { subject }),
    ...(first ? { from: first } : {}),
    ...(after ? { to: after } : {}),
  };
}

function startOfDay(day: string, more = 0): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + more).toISOString();
}

function startOfToday(now: Date, more: number): string {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + more).toISOString();
}
