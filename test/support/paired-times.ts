/** Whether two things take equally long, asked in pairs so that what else happens on the machine hits both. */
export interface TimeComparison {
  readonly pairs: number;
  /** By how much the median of the first is above the median of the second, in milliseconds. */
  readonly medianDifferenceMs: number;
  /** Welch's t of both, without the slowest fifth of each: what a busy machine adds is not what is measured. */
  readonly t: number;
}

const warmUpPairs = 20;
const keptShare = 0.8;

/**
 * Does both in turn, so many times, each pair in an order of its own, and compares how long they took.
 *
 * @param prepare what has to be done before each, and is not timed
 */
export async function compareTimes(
  pairs: number,
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
  prepare: () => Promise<unknown> = async () => {},
): Promise<TimeComparison> {
  const times: [number[], number[]] = [[], []];
  for (let pair = -warmUpPairs; pair < pairs; pair++) {
    const order = Math.random() < 0.5 ? ([0, 1] as const) : ([1, 0] as const);
    for (const which of order) {
      await prepare();
      const begin = performance.now();
      await (which === 0 ? first() : second());
      if (pair >= 0) times[which].push(performance.now() - begin);
    }
  }
  const [one, other] = times.map((list) => list.toSorted((a, b) => a - b)) as [number[], number[]];
  return { pairs, medianDifferenceMs: medianOf(one) - medianOf(other), t: welchT(quickest(one), quickest(other)) };
}

/** @param sorted not empty */
function medianOf(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] as number;
}

function quickest(sorted: readonly number[]): readonly number[] {
  return sorted.slice(0, Math.ceil(sorted.length * keptShare));
}

/** Welch's t statistic of two samples. */
export function welchT(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [momentsOf(one), momentsOf(other)];
  return (a.mean - b.mean) / Math.sqrt(a.variance / one.length + b.variance / other.length);
}

function momentsOf(sample: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
  const squares = sample.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (sample.length - 1) };
}
