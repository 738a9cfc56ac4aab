import cluster, { type Worker } from 'node:cluster';
import { setTimeout as pause } from 'node:timers/promises';
import { untilStopped } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';

/** One that dies at once is not started without end. */
const restartAfterMs = 1_000;

/** Whether this process is one of several that `runWorkers` has started, and not the first of them. */
export function isFurtherWorker(): boolean {
  return cluster.isWorker && (cluster.worker?.id ?? 1) > 1;
}

/** Lets this process end: what it hears of the one that has started it would keep it. */
export function leaveWorkers(): void {
  cluster.worker?.disconnect();
}

/** Whether this process is the one that starts the others. */
export function startsWorkers(count: number): boolean {
  return count > 1 && cluster.isPrimary;
}

/**
 * Runs the same command `count` times, in processes that share its port and socket: each connection goes to one of them. The first
 * begins alone, for it may have to make what all need. One that ends by itself is started again. Resolves when all have ended after
 * a signal; answers whether the first one could begin at all.
 */
export async function runWorkers(count: number, terminal: Pick<Terminal, 'warn'>): Promise<boolean> {
  const living = new Set<Worker>();
  const allEnded = Promise.withResolvers<void>();
  const first = Promise.withResolvers<boolean>();
  let hasBegun = false;
  let isStopping = false;

  function start(): Worker {
    const worker = cluster.fork();
    living.add(worker);
    worker.once('exit', async (status: number, signal: string | null) => {
      living.delete(worker);
      if (!hasBegun) first.resolve(false);
      else if (isStopping) endIfAllHave();
      else {
        const how = signal ?? status;
        terminal.warn(
          `chaveiro: warning: the worker ${worker.process.pid} has ended (${how}); another one is started.`,
        );
        await pause(restartAfterMs);
        if (!isStopping) start();
      }
    });
    return worker;
  }

  function endIfAllHave(): void {
    if (living.size === 0) allEnded.resolve();
  }

  const stopped = untilStopped();
  start().once('listening', () => {
    hasBegun = true;
    first.resolve(true);
  });
  if (!(await first.promise)) return false;
  for (let worker = 1; worker < count; worker++) start();
  const signal = await stopped;
  isStopping = true;
  for (const worker of living) worker.process.kill(signal);
  endIfAllHave();
  await allEnded.promise;
  return true;
}
