import { ChaveiroError } from './errors.ts';

const dateTime = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * A moment that somebody wrote, as milliseconds since 1970: a date with time and zone (RFC 3339,
 * section 5.6), in capitals, seconds if wanted. Throws `invalid_request`.
 */
export function parseTime(text: string, field: string): number {
  const day = dateTime.exec(text)?.[1];
  const time = day === undefined ? Number.NaN : Date.parse(text);
  // A day that the month does not have would silently be one of the next.
  if (Number.isNaN(time) || !isDay(day as string)) {
    throw new ChaveiroError(
      'invalid_request',
      `"${field}" has to be a date with time and zone, such as 2027-01-31T18:00:00Z.`,
      { field },
    );
  }
  return time;
}

/** Whether there is such a day, written as `2026-03-01`. */
export function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
