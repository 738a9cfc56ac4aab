/** A moment as answers show it: ISO 8601, UTC, with milliseconds. */
export function timeText(at: number): string {
  return new Date(at).toISOString();
}

/** How long to wait, for people: "1 minute", "12 minutes". Never less than it takes. */
export function minutesText(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
