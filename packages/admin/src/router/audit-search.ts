import { oneOf, type PagePlace, pagePlace, type RawSearch, textOf } from './search.ts';

/** Days up to now, today included. */
export const auditPeriods = ['day', 'week', 'month', 'quarter'] as const;

export type AuditPeriod = (typeof auditPeriods)[number];

/** Filters and page of the audit log, as they stand in the address. */
export interface AuditSearch extends PagePlace {
  readonly q?: string | undefined;
  readonly action?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly period?: AuditPeriod | undefined;
  /** First and last day, as `2026-03-01`; instead of a period. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What an address does not say, or says wrongly, is not filtered by. */
export function parseAuditSearch(search: RawSearch): AuditSearch {
  const period = oneOf(auditPeriods, search.period);
  return {
    q: textOf(search.q, 200),
    action: textOf(search.action, 100),
    actor: textOf(search.actor, 300),
    subject: textOf(search.subject, 300),
    period,
    from: period === undefined ? dayOf(search.from) : undefined,
    to: period === undefined ? dayOf(search.to) : undefined,
    ...pagePlace(search),
  };
}

function dayOf(value: unknown): string | undefined {
  const text = textOf(value, 10);
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}
