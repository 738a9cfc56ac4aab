import type { ClientAddress } from './client-address.ts';

/** How many wrong pairs a source may send in a window before only remembered pairs of it are looked at. */
export const failuresPerWindow = 100;
const windowMs = 10_000;
const maxSources = 10_000;
const sharedCounters = 1024;
/** No key string is longer; what a client makes up is not kept whole. */
const maxKeyString = 128;

/** Counts failed pairs by their source, so that guessing is slow and hurts nobody else. */
export interface FailureLimit {
  /** Whether no source at all is limited: the cheap question that a decision asks first, without a look at the clock. */
  isQuiet(): boolean;
  isLimited(source: string, now: number): boolean;
  countFailure(source: string, now: number): void;
}

/**
 * Fixed windows of 10 s. Memory is bounded: of more than 10,000 sources in a window the later ones
 * share counters by hash, so a flood of invented sources can at worst limit some that come after it,
 * and limited means only that pairs which have not passed before wait.
 */
export function createFailureLimit(perWindow: number = failuresPerWindow): FailureLimit {
  let windowEnd = 0;
  let limitedSources = 0;
  const counts = new Map<string, number>();
  const shared = new Uint32Array(sharedCounters);

  function roll(now: number): void {
    // A clock that was set back begins a new window as well.
    if (now < windowEnd && now >= windowEnd - windowMs) return;
    windowEnd = now + windowMs;
    if (counts.size === 0) return;
    limitedSources = 0;
    counts.clear();
    shared.fill(0);
  }

  return {
    isQuiet: () => limitedSources === 0,

    isLimited(source, now) {
      roll(now);
      const count = counts.get(source) ?? (counts.size < maxSources ? 0 : shared[slotOf(source)]);
      return count !== undefined && count >= perWindow;
    },
    countFailure(source, now) {
      roll(now);
      const known = counts.get(source);
      let count: number;
      if (known !== undefined || counts.size < maxSources) {
        count = (known ?? 0) + 1;
        counts.set(source, count);
      } else {
        const slot = slotOf(source);
        count = (shared[slot] ?? 0) + 1;
        shared[slot] = count;
      }
      if (count === perWindow) limitedSources++;
    },
  };
}

/** FNV-1a over UTF-16 units. */
function slotOf(source: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < source.length; i++) hash = Math.imul(hash ^ source.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % sharedCounters;
}

/**
 * The source to which a failure is counted: the client that a trusted proxy names. Without one, many
 * clients share the gateway's address, and the key string that was tried tells them apart.
 */
export function failureSource(client: ClientAddress, appKey: string): string {
  return client.isNamedByProxy ? client.address : `${client.address} ${appKey.slice(0, maxKeyString)}`;
}
