import type { Client } from 'pg';
import type { ChangeHints, HintState } from '../storage.ts';

/** All notifications of this program: names of channels are one space for a whole database. */
export const channel = 'chaveiro';

/** How often the connection is asked whether it lives, and how long it may take to say so: together, below a second. */
const pingEveryMs = 400;
const pingTimeoutMs = 400;
const firstRetryMs = 100;
const longestRetryMs = 5_000;
/** A pooler that shares sessions takes LISTEN and never says anything. */
const proofTimeoutMs = 1_000;

/**
 * Hints by LISTEN, on a connection of its own. While it is away or silent there are none, and it comes again by itself.
 *
 * @param announce notifies on another connection: a pooler passes on what comes from the same one
 */
export function listenHints(connect: () => Promise<Client>, announce: () => Promise<void>): ChangeHints {
  return {
    follow(onHint, onState = () => {}) {
      let isStopped = false;
      let client: Client | undefined;
      let wake = () => {};
      let state: HintState | undefined;

      function tell(next: HintState): void {
        if (state?.isOn === next.isOn) return;
        state = next;
        onState(next);
      }

      async function run(): Promise<void> {
        let failures = 0;
        while (!isStopped) {
          try {
            await listen(() => {
              failures = 0;
            });
          } catch (error) {
            tell({ isOn: false, detail: error instanceof Error ? error.message : String(error) });
          }
          if (isStopped) return;
          failures++;
          await pause(Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failures, 10)));
        }
      }

      /** Until the connection fails. */
      async function listen(onProof: () => void): Promise<void> {
        const broken = Promise.withResolvers<never>();
        // Whoever waits for nothing just then hears of it at the next question.
        broken.promise.catch(() => {});
        const mine = await connect();
        client = mine;
        const proof = Promise.withResolvers<void>();
        mine.on('error', (error) => broken.reject(error));
        mine.on('end', () => broken.reject(new Error('The connection that listens has ended.')));
        mine.on('notification', () => {
          proof.resolve();
          onHint();
        });
        try {
          await mine.query(`LISTEN ${channel}`);
          await announce();
          await within(proofTimeoutMs, Promise.race([proof.promise, broken.promise]), silentPooler);
          onProof();
          tell({ isOn: true });
          // What changed while nobody listened.
          onHint();
          while (!isStopped) {
            await Promise.race([pause(pingEveryMs), broken.promise]);
            if (isStopped) return;
            const ping = mine.query('SELECT 1');
            ping.catch(() => {});
            await within(
              pingTimeoutMs,
              Promise.race([ping, broken.promise]),
              'The connection that listens does not answer.',
            );
          }
        } finally {
          client = undefined;
          destroy(mine);
        }
      }

      function pause(ms: number): Promise<void> {
        return new Promise((resolve) => {
          const timer = setTimeout(resolve, ms);
          timer.unref();
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }

      const running = run();
      return {
        async stop() {
          isStopped = true;
          wake();
          if (client !== undefined) destroy(client);
          await running;
        },
      };
    },
  };
}

const silentPooler =
  'LISTEN brings nothing: a pooler is in between. Set CHAVEIRO_DATABASE_DIRECT_URL to the address of PostgreSQL itself.';

/** A server that is frozen does not say goodbye. */
function destroy(client: Client): void {
  client.removeAllListeners('notification');
  client.on('error', () => {});
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

async function within<T>(ms: number, what: Promise<T>, otherwise: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(otherwise)), ms);
  timer.unref();
  try {
    return await Promise.race([what, late.promise]);
  } finally {
    clearTimeout(timer);
    late.promise.catch(() => {});
  }
}
