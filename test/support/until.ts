import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again every few milliseconds until the answer is neither `undefined` nor `false`.
 *
 * @param what completes the sentence "waited for …" when the deadline passes
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await delay(5);
  }
}
