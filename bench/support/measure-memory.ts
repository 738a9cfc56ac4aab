import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a process holds, in bytes, after its garbage is gone. */
export interface Memory {
  readonly rss: number;
  /** JavaScript heap and array buffers: what the program itself asked for. */
  readonly used: number;
}

/** V8 keeps pages that it has emptied for some eight seconds before it gives them back. */
const pageReturnMs = 10_000;

/** Collects garbage, waits until the pages that it was on have been given back, and measures. */
export async function measureMemory(): Promise<Memory> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  for (let round = 0; round < 5; round++) {
    collect();
    await delay(pageReturnMs / 5);
  }
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, used: heapUsed + external };
}
