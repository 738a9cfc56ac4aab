/** Does something for 0 to `count` - 1, `workers` at a time, and answers the results in order. */
export async function inParallel<T>(count: number, workers: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < count; n = next++) results[n] = await work(n);
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return results;
}
