/** The HTTP server: decisions in front, everything else behind, on a port and a unix socket. */
import type { UsageCounter, Verifier } from '#engine';
import { clientAddress, createTrustedProxies } from '../gate/client-address.ts';
import { createPairDecider } from '../gate/decide-pair.ts';
import { createGates } from '../gate/gates.ts';
import { createIdentifyHolder } from '../gate/identify-holder.ts';
import { createPeerList, isPeerOf } from '../gate/peers.ts';
import { createReadiness } from '../gate/readiness.ts';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { OperationContext } from '../operations/context.ts';
import { getSigner } from '../operations/signing-keys/get-signer.ts';
import { createApp } from './app.ts';
import { createAuthenticator, sourceOf } from './authenticate.ts';
import { createDecisionEndpoints } from './decision/endpoints.ts';
import { sendProblem } from './decision/send.ts';
import type { DiskWatch } from './disk-watch.ts';
import { docsPath, readDocsPage } from './docs/page.ts';
import { createDropLog } from './drop-log.ts';
import { problemOf } from './errors.ts';
import { type FeedEndpointOptions, feedEndpoints } from './feed/feed-endpoints.ts';
import { linkPagePath, readLinkPage } from './links/page.ts';
import { createListener, type ListenAddresses, type ListenOptions } from './listener.ts';
import { managementRoutes } from './management/routes.ts';
import { openApiDocument } from './openapi.ts';
import { readBuiltPages } from './pages/built-pages.ts';
import { publicRoutes } from './public-routes.ts';
import { createSessionCalls } from './sessions/begin-call.ts';
import { createSessionCredentials } from './sessions/credentials.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { statusRoutes } from './status.ts';
import { vtexOpenApiDocument } from './vtex/openapi.ts';

/** The settings that the server needs. */
export interface HttpConfig extends ListenOptions {
  /** Who may ask for decisions and metrics: addresses, ranges, `unix`. */
  readonly decisionPeers: readonly string[];
  /** Whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly whenStale: 'deny' | 'known-keys';
  /** Under which hosts name accounts, such as `keys.example.com`. */
  readonly baseDomain: string | null;
}

export interface HttpServerOptions {
  readonly operations: OperationContext;
  readonly verifier: Verifier;
  /** Counts the decisions of this server. */
  readonly usage: UsageCounter;
  readonly config: HttpConfig;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Where the database is on a disk of this machine. */
  readonly disk?: DiskWatch | null;
  /** Who follows this server's changes. */
  readonly feed: Pick<FeedEndpointOptions, 'hub' | 'followers' | 'addUses' | 'onPosition'>;
}

export interface HttpServer {
  /** Throws `cannot_listen` when port or socket cannot be had. */
  listen(): Promise<ListenAddresses>;
  /** Answers what runs, for at most 10 s, and ends all connections. */
  close(): Promise<void>;
}

/** Makes the server; it answers nobody until `listen`. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { operations, verifier, usage, config, logger, metrics, disk = null } = options;
  const { clock, countFailure } = operations;
  const readiness = createReadiness(verifier, config.whenStale);
  const trustedProxies = createTrustedProxies(config.trustedProxies, logger);
  const decisionPeers = createPeerList(config.decisionPeers);
  const deciding = { verifier, readiness };
  const gates = createGates({ ...deciding, usage, countFailure, trustedProxies });
  const endpointOf = createDecisionEndpoints({ ...deciding, gate: gates.requests, clock, logger, metrics });
  const identifyHolder = createIdentifyHolder(verifier, gates);
  const sessions = createSessionCredentials(operations);
  metrics.watchVerifier(verifier);

  const app = createApp({
    management: managementRoutes,
    status: statusRoutes({
      verifier,
      readiness,
      disk,
      metrics,
      openApi: openApiDocument,
      vtexOpenApi: vtexOpenApiDocument,
      signer: () => getSigner(operations),
      clock,
    }),
    feed: feedEndpoints({
      ...options.feed,
      ...deciding,
      clock,
      addressOf: (req) => clientAddress(trustedProxies, req.socket.remoteAddress, req.rawHeaders).address,
    }),
    public: publicRoutes,
    pages: new Map([
      [linkPagePath, readLinkPage()],
      [docsPath, readDocsPage(openApiDocument())],
    ]),
    administration: readBuiltPages(),
    operations,
    sourceOf: (req) => sourceOf(trustedProxies, req),
    sessions: sessionRoutes,
    beginSessionCall: createSessionCalls({ trustedProxies, clock, sessions }),
    authenticate: createAuthenticator({ readiness, identifyHolder, trustedProxies, sessions }),
    identifyHolder,
    decideFor: createPairDecider(deciding, gates),
    readiness,
    decisionPeers,
    baseDomain: config.baseDomain,
    logger,
    metrics,
  });

  const listener = createListener(
    (req, res) => {
      const endpoint = endpointOf(req.url as string);
      // To everybody else these addresses do not exist, and the app answers as for any such address.
      if (endpoint === undefined || !isPeerOf(decisionPeers, req.socket)) {
        app(req, res);
        return;
      }
      try {
        endpoint(req, res);
      } catch (error) {
        logger.error({ err: error }, 'a decision failed');
        if (res.headersSent) res.destroy();
        else sendProblem(res, problemOf(error));
      }
    },
    config,
    createDropLog(logger, metrics, clock),
  );

  return {
    listen: listener.listen,
    async close() {
      // Their answers would never end.
      options.feed.hub.close();
      await listener.close();
    },
  };
}
