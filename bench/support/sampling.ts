/** How much a run measures: a quick one shows that the benchmark works, not how fast the code is. */
export interface Scale {
  readonly isQuick: boolean;
}

/** One value for a full run and one for a quick run. */
export function atScale<T>(scale: Scale, full: T, quick: T): T {
  return scale.isQuick ? quick : full;
}

/**
 * Takes every case once per block, in another order in each block, so that a machine that gets
 * slower or faster during the run does so for all of them.
 */
export async function sampleInBlocks<C extends string, S>(
  cases: readonly C[],
  blocks: number,
  take: (name: C) => Promise<S>,
): Promise<Record<C, S[]>> {
  const samples = Object.fromEntries(cases.map((name) => [name, [] as S[]])) as Record<C, S[]>;
  for (let block = 0; block < blocks; block++) {
    for (const name of shuffled(cases)) samples[name].push(await take(name));
  }
  return samples;
}

/** Fisher and Yates. */
function shuffled<T>(values: readonly T[]): T[] {
  const result = [...values];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
