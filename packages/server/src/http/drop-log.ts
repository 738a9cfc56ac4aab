import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';

const intervalMs = 60_000;

/** Counts connections that were closed because there were too many, and says so in the log, at most once a minute. */
export function createDropLog(logger: Logger, metrics: Metrics, clock: () => number): () => void {
  let nextAt = Number.NEGATIVE_INFINITY;
  return () => {
    metrics.countDroppedConnection();
    const now = clock();
    if (now < nextAt && now >= nextAt - intervalMs) return;
    nextAt = now + intervalMs;
    logger.warn('a connection was closed because as many are open as CHAVEIRO_MAX_CONNECTIONS allows');
  };
}
