import { FeedFormatError, FeedRefusedError, HttpFeed, isNodeCredential, UsageReporter } from '#engine';
import type { Chaveiro, ChaveiroOptions } from './chaveiro.ts';
import { decideOver } from './decide-over.ts';
import { version } from './version.ts';

const reportUseEveryMs = 10_000;
const startTimeoutMs = 30_000;
const closeTimeoutMs = 2_000;

/**
 * Reads everything that decisions need from a server, then follows its changes. Resolves once decisions are made.
 *
 * Rejects when the server refuses the credential or is none of Chaveiro, and when it could not be reached for 30 seconds.
 * Once it has resolved, a server that is away is asked again and again, and decisions are made until what is known is stale.
 */
export async function createChaveiro(options: ChaveiroOptions): Promise<Chaveiro> {
  const { url, credential } = options;
  checkOptions(url, credential);
  const feed = new HttpFeed({ url, credential, agent: `chaveiro-sdk/${version}` });
  const failed = Promise.withResolvers<never>();
  let lastError: unknown;
  const { chaveiro, usage, ready } = decideOver({
    ...options,
    feed,
    // Every read waits for news by itself.
    pollMs: 0,
    onEvent(event) {
      if (event.type !== 'source_lost') return;
      lastError = event.error;
      if (isFinal(event.error)) failed.reject(event.error);
    },
    async beforeClose() {
      clearInterval(reporting);
      await Promise.race([reporter.flush(), delay(closeTimeoutMs)]);
      feed.close();
    },
  });
  const reporter = new UsageReporter({ counter: usage, send: (uses) => feed.sendUsage(uses) });
  const reporting = setInterval(() => void reporter.flush(), reportUseEveryMs);
  unref(reporting);
  const timer = setTimeout(() => failed.reject(unreachable(url, lastError)), startTimeoutMs);
  failed.promise.catch(() => {});
  try {
    await Promise.race([ready, failed.promise]);
    return chaveiro;
  } catch (error) {
    await chaveiro.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function checkOptions(url: string, credential: string): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TypeError(`"url" has to be the address of a server of Chaveiro, such as https://keys.example.com.`);
  }
  if (!isNodeCredential(credential)) {
    throw new TypeError(
      '"credential" has to be what "chaveiro node create" has shown: chn_ and 49 letters and digits.',
    );
  }
}

/** Whether asking again would be answered alike. */
function isFinal(error: unknown): boolean {
  return error instanceof FeedFormatError || (error instanceof FeedRefusedError && error.status < 500);
}

function unreachable(url: string, cause: unknown): Error {
  const seconds = startTimeoutMs / 1000;
  return new Error(`The server ${url} could not be reached for ${seconds} seconds.`, { cause });
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => unref(setTimeout(resolve, ms)));
}

/** Other runtimes have timers that are numbers. */
function unref(timer: unknown): void {
  (timer as { unref?: () => void }).unref?.();
}
