/**
 * Loaded into `chaveiro serve` ahead of everything (`NODE_OPTIONS=--import=…`): on SIGUSR2 it collects
 * garbage and writes what the process holds to the file that BENCH_MEMORY_FILE names.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { measureMemory } from '../support/measure-memory.ts';

const file = process.env.BENCH_MEMORY_FILE;

// Preloads run in worker threads too, where signals do not arrive.
if (isMainThread && file !== undefined) {
  process.on('SIGUSR2', async () => {
    const memory = await measureMemory();
    // Whoever waits for the file never sees half of it.
    writeFileSync(`${file}.part`, JSON.stringify(memory));
    renameSync(`${file}.part`, file);
  });
}
