type Cleanup = () => void;

const cleanups: Cleanup[] = [];

/**
 * Does something when this test process ends, passed or failed, last registered first.
 *
 * Synchronous, because it runs in the `exit` event: nothing that a test throws can skip it, and no
 * test has to remember an `after` hook.
 */
export function atEnd(cleanup: Cleanup): void {
  if (cleanups.length === 0) {
    process.once('exit', runCleanups);
    // The runner ends a file that takes too long with SIGTERM; its children must not outlive it.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  }
  cleanups.push(cleanup);
}

function runCleanups(): void {
  for (const cleanup of cleanups.reverse()) {
    try {
      cleanup();
    } catch (error) {
      console.error('cleaning up after the tests failed:', error);
    }
  }
}
