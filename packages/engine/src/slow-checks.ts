import { randomBytes } from 'node:crypto';

/** What a check costs, in units of the two HMACs of a pair: some ten microseconds. */
export const pairCost = 1;
/** Of one ES256 signature. */
export const signatureCost = 6;

const windowMs = 100;
/** A fifth of the time of a processor: far more than right credentials ever need, for each is checked only once. */
const unitsPerWindow = 2_000;
/** What everybody has left when those are used up: fifty checks a second. */
const checksPerWindow = 5;
/** A power of two. */
const slots = 4_096;

/**
 * Bounds the time that goes into credentials that have not passed before: a flood of wrong ones must not
 * take the processor from decisions about right ones, nor refuse a right one.
 *
 * As long as all of them together take less than a fifth of a processor nobody is held up, however many wrong ones
 * come with the same key string. Beyond that, whoever a credential says it is of keeps fifty checks a second of
 * its own. Who is told apart by a secret hash into a fixed number of counters: what a client makes up
 * takes no memory, and nobody can choose to share the counter of somebody else.
 */
export class SlowChecks {
  readonly #monotonicMs: () => number;
  readonly #taken = new Uint8Array(slots);
  readonly #seed = randomBytes(4).readInt32LE();
  #windowEnd = 0;
  #spent = 0;

  /** @param monotonicMs milliseconds that only grow */
  constructor(monotonicMs: () => number = () => performance.now()) {
    this.#monotonicMs = monotonicMs;
  }

  /**
   * Whether a check may be made; if so, it counts.
   *
   * @param claimed whom the credential says that it is of, whether there is anybody of this name or not
   */
  take(claimed: string, cost: number): boolean {
    const now = this.#monotonicMs();
    if (now >= this.#windowEnd) this.#begin(now);
    if (this.#spent < unitsPerWindow) {
      this.#spent += cost;
      return true;
    }
    const slot = this.#slotOf(claimed);
    const taken = this.#taken[slot] as number;
    if (taken >= checksPerWindow) return false;
    this.#taken[slot] = taken + 1;
    return true;
  }

  #begin(now: number): void {
    this.#windowEnd = now + windowMs;
    if (this.#spent >= unitsPerWindow) this.#taken.fill(0);
    this.#spent = 0;
  }

  /** FNV-1a over UTF-16 units, from a beginning that only this process knows. */
  #slotOf(text: string): number {
    let hash = this.#seed;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return (hash ^ (hash >>> 15)) & (slots - 1);
  }
}
