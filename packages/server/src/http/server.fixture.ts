import assert from 'node:assert/strict';
import { type IncomingMessage, request } from 'node:http';
import type { TestContext } from 'node:test';
import { createVerifier, UsageCounter, type Verifier } from '#engine';
import type { FailedAttempt } from '../domain/failure-counts.ts';
import { clientBehind } from '../gate/client-address.ts';
import { createPeerList } from '../gate/peers.ts';
import { createLogger } from '../observability/logger.ts';
import { createMetrics } from '../observability/metrics.ts';
import type { CreatedKey } from '../operations/keys/create-key.ts';
import { openShop, type Shop } from '../operations/shop.fixture.ts';
import { createUsageWriter } from '../operations/usage/usage-writer.ts';
import { assertDescribed } from './described.fixture.ts';
import { serveFeed } from './feed/served-feed.ts';
import { createHttpServer, type HttpConfig } from './server.ts';

export interface Call {
  /** Default `GET`. */
  readonly method?: string;
  /** Names and values in turn, sent as they are, also more than once. */
  readonly headers?: readonly string[];
  /** Sent as JSON unless it is text or bytes; then no `Content-Type` is added. */
  readonly body?: unknown;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Parsed when it is JSON; empty text when there was none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers that it then compares.
  readonly body: any;
}

/** A real server on a real port, over a shop on SQLite. */
export interface TestServer {
  readonly shop: Shop;
  readonly url: string;
  readonly verifier: Verifier;
  /** Lines of the log, parsed. */
  readonly log: Record<string, unknown>[];
  /** What was counted as a failed attempt. */
  readonly failures: FailedAttempt[];
  close(): Promise<void>;
  /** Writes what was counted, as a server does every few seconds. */
  writeUsage(): Promise<void>;
  /** Sends a request, and checks the answer against the description of the API. */
  call(path: string, call?: Call): Promise<Reply>;
}

/** The headers of a pair. */
export function pairOf({ appKey, appToken }: Pick<CreatedKey, 'appKey' | 'appToken'>): string[] {
  return ['X-VTEX-API-AppKey', appKey, 'X-VTEX-API-AppToken', appToken];
}

export interface TestServerOptions extends Partial<HttpConfig> {
  /** Leaves the index empty, as it is right after the start. */
  readonly isUnread?: boolean;
  readonly maxStalenessMs?: number;
}

export async function openServer(t: TestContext, options: TestServerOptions = {}): Promise<TestServer> {
  const { isUnread = false, maxStalenessMs = 60_000, ...config } = options;
  const shop = await openShop(t);
  const log: Record<string, unknown>[] = [];
  const failures: FailedAttempt[] = [];
  const logger = createLogger('debug', { write: (line: string) => void log.push(JSON.parse(line)) });
  const { whenStale = 'deny' } = config;
  const served = serveFeed(shop.storage.feed, shop.context.peppers, () => verifier);
  const verifier: Verifier = createVerifier({
    feed: served.feed,
    clock: shop.context.clock,
    maxStalenessMs,
    whenStale,
  });
  // A server that cannot listen is never closed.
  t.after(() => verifier.stop());
  let at = 'http://127.0.0.1';
  const operations = {
    ...shop.context,
    publicUrl: () => at,
    onChanged: (revision: Parameters<Verifier['waitFor']>[0]) => verifier.catchUp(revision),
    countFailure: (attempt: FailedAttempt) => void failures.push(attempt),
  };
  const usage = new UsageCounter({ index: () => verifier.index, clock: shop.context.clock });
  const trustedProxies = createPeerList(config.trustedProxies ?? []);
  const usageWriter = createUsageWriter({
    counter: usage,
    storage: shop.storage,
    addressOf: ({ peer, forwardedFor }) => clientBehind(trustedProxies, peer, forwardedFor).address,
    onEvent: (event) => assert.fail(`use was not written: ${event.type}`),
  });
  const server = await createHttpServer({
    operations,
    verifier,
    usage,
    config: {
      host: '127.0.0.1',
      port: 0,
      socket: null,
      maxConnections: 10_000,
      decisionPeers: ['127.0.0.0/8', 'unix'],
      trustedProxies: [],
      baseDomain: null,
      ...config,
      whenStale,
    },
    logger,
    metrics: createMetrics(),
    feed: { ...served, addUses: usageWriter.add, onPosition: () => {} },
  });
  if (!isUnread) await verifier.start();
  const { url } = await server.listen();
  at = url;
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= server.close();
    return closing;
  };
  t.after(close);
  return {
    shop,
    url,
    verifier,
    log,
    failures,
    close,
    writeUsage: () => usageWriter.flush(),
    call: async (path, call = {}) => {
      const reply = await send(url, path, call);
      assertDescribed(call.method ?? 'GET', path, reply);
      return reply;
    },
  };
}

/** One request over a connection of its own. */
export function send(origin: string, path: string, { method = 'GET', headers = [], body }: Call = {}): Promise<Reply> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const bytes = body === undefined ? undefined : Buffer.from(isRaw ? (body as string) : JSON.stringify(body));
  const sent = ['Host', 'localhost', 'Connection', 'close', ...headers];
  // Also for none, as clients do; otherwise Node announces a chunked body and then sends an empty one.
  if (bytes !== undefined || method === 'POST') sent.push('Content-Length', String(bytes?.byteLength ?? 0));
  if (bytes !== undefined && !isRaw) sent.push('Content-Type', 'application/json');
  return new Promise((resolve, reject) => {
    const target = origin.startsWith('http') ? new URL(origin) : null;
    const where = target === null ? { socketPath: origin } : { host: target.hostname, port: target.port };
    const req = request({ ...where, method, path, headers: sent, agent: false }, async (res) => {
      const text = Buffer.concat(await res.toArray()).toString();
      const isJson = /[/+]json/.test(res.headers['content-type'] ?? '') && text !== '';
      resolve({ status: res.statusCode ?? 0, headers: res.headers, body: isJson ? JSON.parse(text) : text });
    });
    req.on('error', reject);
    req.end(bytes);
  });
}

/** Asserts that a reply is the problem document of a code. */
export function assertProblem(reply: Reply, status: number, code: string): void {
  assert.deepEqual([reply.status, reply.body.code], [status, code], JSON.stringify(reply.body));
  assert.equal(reply.headers['content-type'], 'application/problem+json');
  assert.equal(reply.body.type, `urn:chaveiro:error:${code}`);
  assert.equal(reply.body.status, status);
  assert.ok(reply.body.title.length > 0 && reply.body.detail.length > 0);
  assert.equal(reply.headers['cache-control'], 'no-store');
}
