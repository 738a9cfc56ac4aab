/** A moment as answers show it: ISO 8601, UTC, with milliseconds. */
export function timeText(at: number): string {
  return new Date(at).toISOString();
}
