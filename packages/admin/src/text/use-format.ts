import { useMemo } from 'react';
import { useIntl } from 'react-intl';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const steps = [
  { unit: 'second', ms: 1000, below: minuteMs },
  { unit: 'minute', ms: minuteMs, below: hourMs },
  { unit: 'hour', ms: hourMs, below: dayMs },
  { unit: 'day', ms: dayMs, below: Number.POSITIVE_INFINITY },
] as const;

/** Dates and numbers as the chosen language writes them. Times are what the API answers. */
export interface Formats {
  /** "Nov 11, 2026". */
  readonly date: (time: string) => string;
  /** A day of the server such as `2026-03-01`, the same day everywhere: "Mar 1, 2026". */
  readonly day: (day: string) => string;
  /** "Nov 11, 2026, 2:03 PM". */
  readonly minute: (time: string) => string;
  /** With hour, minute, second and time zone. */
  readonly exactTime: (time: string) => string;
  /** "9 min. ago"; from a month on, the date. */
  readonly ago: (time: string, nowMs: number) => string;
  readonly number: (value: number) => string;
  /** "ListOrders and OMSViewer"; with `or`, "ListOrders or OMSViewer". */
  readonly list: (items: readonly string[], type?: 'and' | 'or') => string;
}

export function useFormat(): Formats {
  const intl = useIntl();
  return useMemo<Formats>(() => {
    const date = (time: string) => intl.formatDate(time, { dateStyle: 'medium' });
    return {
      date,
      day: (day) => intl.formatDate(`${day}T00:00:00Z`, { dateStyle: 'medium', timeZone: 'UTC' }),
      minute: (time) => intl.formatDate(time, { dateStyle: 'medium', timeStyle: 'short' }),
      exactTime: (time) => intl.formatDate(time, { dateStyle: 'long', timeStyle: 'long' }),
      ago: (time, nowMs) => {
        // A server's clock may be a little ahead of this one.
        const pastMs = Math.max(0, nowMs - Date.parse(time));
        const step = steps.find(({ below }) => pastMs < below) ?? steps[3];
        const count = -Math.floor(pastMs / step.ms);
        return intl.formatRelativeTime(count, step.unit, { style: 'short', numeric: count === 0 ? 'auto' : 'always' });
      },
      number: (value) => intl.formatNumber(value),
      list: (items, type = 'and') => intl.formatList(items, { type: type === 'and' ? 'conjunction' : 'disjunction' }),
    };
  }, [intl]);
}
