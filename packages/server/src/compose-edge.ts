/** Puts an edge together: decisions, by what a server tells over HTTP. It has no database. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVerifier, HttpFeed, isNodeCredential, UsageCounter, UsageReporter } from '#engine';
import type { Config } from './config.ts';
import { ChaveiroError } from './domain/errors.ts';
import { createEdgeServer } from './http/edge-server.ts';
import { makeFolder } from './make-folder.ts';
import { KeptFeed } from './nodes/kept-feed.ts';
import { createLogger } from './observability/logger.ts';
import { createMetrics } from './observability/metrics.ts';
import { version } from './version.ts';

const defaultMaxStalenessMs = 30_000;

export interface RunningEdge {
  /** Where it listens. */
  readonly url: string;
  /** Resolves once it decides. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** The credential of this edge, from the environment or its file. Throws `invalid_request`. */
export function readNodeCredential(fromEnvironment: string | undefined, file: string): string {
  const credential = (fromEnvironment ?? readText(file)).trim();
  if (isNodeCredential(credential)) return credential;
  throw new ChaveiroError(
    'invalid_request',
    `${fromEnvironment === undefined ? `The file ${file}` : 'CHAVEIRO_CREDENTIAL'} does not hold the credential of a node: chn_ and 49 letters and digits, as "chaveiro node create" has shown it.`,
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ChaveiroError(
      'invalid_request',
      `The credential of this edge cannot be read from ${file}. Make one where the database is, with "chaveiro node create NAME", and write it there or into CHAVEIRO_CREDENTIAL.`,
      {},
      error,
    );
  }
}

/** Starts following and answering. Resolves once it listens. Throws `cannot_listen`, `invalid_request`. */
export async function startEdge(config: Config, serverUrl: string, credential: string): Promise<RunningEdge> {
  const logger = createLogger(config.logLevel, process.stderr);
  const metrics = createMetrics();
  const http = new HttpFeed({ url: serverUrl, credential, agent: `chaveiro-edge/${version()}` });
  makeFolder(config.dataDir);
  const kept = new KeptFeed({ feed: http, file: join(config.dataDir, 'feed'), credential, logger });
  const verifier = createVerifier({
    feed: kept,
    pollMs: 0,
    maxStalenessMs: config.maxStalenessMs ?? defaultMaxStalenessMs,
    whenStale: config.whenStale,
    onEvent({ type, ...event }) {
      if (type === 'resynced') metrics.countResync();
      if ('error' in event) logger.error({ err: event.error }, `feed: ${type}`);
      else logger.info(event, `feed: ${type}`);
    },
  });
  const usage = new UsageCounter({ index: () => verifier.index });
  const reporter = new UsageReporter({ counter: usage, send: (uses) => http.sendUsage(uses) });
  const server = createEdgeServer({ verifier, usage, config, logger, metrics });
  const { url } = await server.listen();
  const ready = verifier.start();
  ready.catch(() => {});
  const reporting = setInterval(() => void reporter.flush(), config.usageIntervalMs).unref();
  return {
    url,
    ready,
    async close() {
      await server.close();
      clearInterval(reporting);
      await reporter.flush();
      verifier.stop();
      http.close();
      await kept.close();
    },
  };
}
