const windowMs = 10_000;
const maxSources = 10_000;
const sharedCounters = 1024;

/** Counts wrong passwords by their source, so that guessing is slow and hurts nobody else. */
export interface FailureLimit {
  isLimited(source: string, now: number): boolean;
  countFailure(source: string, now: number): void;
}

/**
 * Fixed windows of 10 s. Memory is bounded: of more than 10,000 sources in a window the later ones
 * share counters by hash, so a flood of invented sources can at worst limit some that come after it.
 */
export function createFailureLimit(perWindow: number): FailureLimit {
  let windowEnd = 0;
  const counts = new Map<string, number>();
  const shared = new Uint32Array(sharedCounters);

  function roll(now: number): void {
    // A clock that was set back begins a new window as well.
    if (now < windowEnd && now >= windowEnd - windowMs) return;
    windowEnd = now + windowMs;
    if (counts.size === 0) return;
    counts.clear();
    shared.fill(0);
  }

  return {
    isLimited(source, now) {
      roll(now);
      const count = counts.get(source) ?? (counts.size < maxSources ? 0 : shared[slotOf(source)]);
      return count !== undefined && count >= perWindow;
    },
    countFailure(source, now) {
      roll(now);
      const known = counts.get(source);
      if (known !== undefined || counts.size < maxSources) {
        counts.set(source, (known ?? 0) + 1);
      } else {
        const slot = slotOf(source);
        shared[slot] = (shared[slot] ?? 0) + 1;
      }
    },
  };
}

/** FNV-1a over UTF-16 units. */
function slotOf(source: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < source.length; i++) hash = Math.imul(hash ^ source.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % sharedCounters;
}
