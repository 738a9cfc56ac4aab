import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a process holds, in bytes, after its garbage is gone. */
export interface Memory {
  readonly rss: number;
  /** JavaScript heap and array buffers: what the program itself asked for. */
  readonly used: number;
}

/** Collects garbage and measures. Several rounds, because V8 gives pages back a little later. */
export async function measureMemory(): Promise<Memory> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  for (let round = 0; round < 5; round++) {
    collect();
    await delay(100);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, used: heapUsed + external };
}
