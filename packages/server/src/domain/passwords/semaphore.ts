import { ChaveiroError } from '../errors.ts';

/** Whose turn it is: somebody who is known to be no stranger, or whoever comes from a source. */
export type Turn = 'known' | { readonly source: string };

/** Lets so much of something slow happen at once, and so much more wait for it. */
export interface Semaphore {
  /**
   * Runs `work` when it is its turn. Throws `overloaded` when too many wait.
   *
   * Those who are known go first, in a queue of their own. Of the others each source has its turn, one after the
   * other, however many wait of it; and when there is no more room, it is whoever waits last of the source with the most that
   * has to go.
   */
  run<T>(work: () => Promise<T>, turn: Turn): Promise<T>;
}

interface Waiting {
  readonly begin: () => void;
  readonly giveUp: () => void;
}

export function createSemaphore({ atOnce, maxWaiting }: { atOnce: number; maxWaiting: number }): Semaphore {
  const known: Waiting[] = [];
  /** Never an empty list. In the order in which the sources have their turn. */
  const bySource = new Map<string, Waiting[]>();
  let strangers = 0;
  let running = 0;

  function enter(turn: Turn): Promise<void> | undefined {
    if (running < atOnce) {
      running++;
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const waiting = { begin: resolve, giveUp: () => reject(tooMany()) };
      if (turn !== 'known') add(turn.source, waiting);
      else if (known.length < maxWaiting) known.push(waiting);
      else waiting.giveUp();
    });
  }

  function add(source: string, waiting: Waiting): void {
    const own = bySource.get(source) ?? [];
    if (strangers >= maxWaiting) {
      const [largest, most] = [...bySource].reduce((a, b) => (b[1].length > a[1].length ? b : a));
      if (own.length + 1 >= most.length) {
        waiting.giveUp();
        return;
      }
      takeFrom(largest, most, 'last').giveUp();
    }
    strangers++;
    own.push(waiting);
    bySource.set(source, own);
  }

  function takeFrom(source: string, queue: Waiting[], which: 'first' | 'last'): Waiting {
    const taken = (which === 'first' ? queue.shift() : queue.pop()) as Waiting;
    strangers--;
    if (queue.length === 0) bySource.delete(source);
    return taken;
  }

  function nextStranger(): Waiting | undefined {
    const [next] = bySource;
    if (next === undefined) return undefined;
    const [source, queue] = next;
    const taken = takeFrom(source, queue, 'first');
    // To the end of the line.
    if (bySource.delete(source)) bySource.set(source, queue);
    return taken;
  }

  /** The place goes to the next in line, and is free when nobody is. */
  function leave(): void {
    const next = known.shift() ?? nextStranger();
    if (next === undefined) running--;
    else next.begin();
  }

  return {
    async run(work, turn) {
      await enter(turn);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}

function tooMany(): ChaveiroError {
  return new ChaveiroError('overloaded', 'Too many passwords are being checked; try again in some seconds.');
}
