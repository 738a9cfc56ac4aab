import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { JobLeases } from '../storage/storage.ts';
import type { Job } from './job.ts';

export interface JobOptions {
  readonly leases: JobLeases;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'countJob'>;
}

export interface RunningJobs {
  /** Begins nothing more, waits for what runs, for at most 2 s, and lets other servers have the leases. Never rejects. */
  stop(): Promise<void>;
}

/** How often within its interval a job is asked for by those who have not got it: when its holder is gone, another takes over. */
const asksPerInterval = 4;
const stopTimeoutMs = 2_000;

/**
 * Runs each job now and then after each interval, never twice at a time. What one server does for all is done by whoever
 * gets its lease, which is one statement in the database and lasts an interval.
 */
export function runJobs(jobs: readonly Job[], { leases, logger, metrics }: JobOptions): RunningJobs {
  const timers = new Map<Job, NodeJS.Timeout>();
  const running = new Map<Job, Promise<void>>();
  const held = new Set<Job>();
  let isStopped = false;

  async function isMine(job: Job): Promise<boolean> {
    if (!job.needsLease) return true;
    const isHeld = await leases.takeLease(job.name, job.everyMs);
    if (isHeld) held.add(job);
    else held.delete(job);
    return isHeld;
  }

  async function runOnce(job: Job): Promise<void> {
    const begunAt = performance.now();
    try {
      if (!(await isMine(job))) return;
      const told = await job.run();
      metrics.countJob(job.name, 'done');
      const ms = Math.round(performance.now() - begunAt);
      if (told !== undefined) logger.info({ job: job.name, ms, ...told }, job.says);
    } catch (error) {
      metrics.countJob(job.name, 'failed');
      logger.warn({ err: error, job: job.name }, 'a job of the server failed; its next time comes');
    }
  }

  function begin(job: Job): void {
    const run = runOnce(job).then(() => {
      running.delete(job);
      if (!isStopped) plan(job);
    });
    running.set(job, run);
  }

  function plan(job: Job): void {
    const waitMs = job.needsLease && !held.has(job) ? job.everyMs / asksPerInterval : job.everyMs;
    timers.set(job, globalThis.setTimeout(() => begin(job), waitMs).unref());
  }

  for (const job of jobs) begin(job);

  return {
    async stop() {
      isStopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      const returned = Promise.all(running.values())
        .then(() => Promise.all([...held].map((job) => leases.returnLease(job.name))))
        // They end by themselves.
        .catch(() => {});
      await Promise.race([returned, setTimeout(stopTimeoutMs, undefined, { ref: false })]);
    },
  };
}
