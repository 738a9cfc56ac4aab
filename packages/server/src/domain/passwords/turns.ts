import { ChaveiroError } from '../errors.ts';

/** Lets so much of something slow happen at once, and so much more wait for it. */
export interface Turns {
  /**
   * Runs `work` when it is its turn. Throws `overloaded`, at once, when too many wait already.
   *
   * @param isFirst before everybody who waits and is not, with a queue of their own
   */
  run<T>(work: () => Promise<T>, isFirst: boolean): Promise<T>;
}

export function createTurns({ atOnce, maxWaiting }: { atOnce: number; maxWaiting: number }): Turns {
  const first: (() => void)[] = [];
  const others: (() => void)[] = [];
  let running = 0;

  async function enter(queue: (() => void)[]): Promise<void> {
    if (running < atOnce) {
      running++;
      return;
    }
    if (queue.length >= maxWaiting) {
      throw new ChaveiroError('overloaded', 'Too many passwords are being checked; try again in some seconds.');
    }
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  /** The place goes to the next in line, and is free when nobody is. */
  function leave(): void {
    const next = first.shift() ?? others.shift();
    if (next === undefined) running--;
    else next();
  }

  return {
    async run(work, isFirst) {
      await enter(isFirst ? first : others);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
