import type { Logger } from '../../../observability/logger.ts';

const intervalMs = 10_000;

/**
 * Logs that a gateway is misconfigured: at once, and then at most one line in 10 s, for a gateway
 * makes its mistake with every request. The address itself is not logged: its query may be a client's.
 */
export function createMistakeLog(logger: Logger, clock: () => number) {
  let nextAt = Number.NEGATIVE_INFINITY;
  let suppressed = 0;

  return function logMistake(dialect: string, mistake: string): void {
    const now = clock();
    if (now < nextAt && now >= nextAt - intervalMs) {
      suppressed++;
      return;
    }
    nextAt = now + intervalMs;
    logger.error({ dialect, mistake, suppressed }, 'a gateway asked for a decision that its configuration gets wrong');
    suppressed = 0;
  };
}
