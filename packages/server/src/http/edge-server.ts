/** The HTTP server of an edge: decisions, and how it is. */
import type { UsageCounter, Verifier } from '#engine';
import { ChaveiroError } from '../domain/errors.ts';
import { createTrustedProxies } from '../gate/client-address.ts';
import { createGates } from '../gate/gates.ts';
import { createPeerList, isPeerOf } from '../gate/peers.ts';
import { createReadiness } from '../gate/readiness.ts';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import { createDecisionEndpoints } from './decision/endpoints.ts';
import { sendJson, sendProblem } from './decision/send.ts';
import { createDropLog } from './drop-log.ts';
import { problemOf } from './errors.ts';
import { createListener } from './listener.ts';
import type { HttpConfig, HttpServer } from './server.ts';
import { readinessOf } from './status.ts';

export interface EdgeServerOptions {
  readonly verifier: Verifier;
  readonly usage: UsageCounter;
  readonly config: Omit<HttpConfig, 'baseDomain'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export function createEdgeServer({ verifier, usage, config, logger, metrics }: EdgeServerOptions): HttpServer {
  const readiness = createReadiness(verifier, config.whenStale);
  const trustedProxies = createTrustedProxies(config.trustedProxies, logger);
  const decisionPeers = createPeerList(config.decisionPeers);
  // Wrong credentials are counted as use of the key; the audit log is where the database is.
  const gates = createGates({ verifier, readiness, usage, countFailure: () => {}, trustedProxies });
  const deciding = { verifier, readiness, gate: gates.requests, clock: Date.now, logger, metrics };
  const endpointOf = createDecisionEndpoints(deciding);
  metrics.watchVerifier(verifier);

  const nothingHere = problemOf(
    new ChaveiroError('not_found', 'There is nothing at this address: an edge only decides.'),
  );
  const { listen, close } = createListener(
    (req, res) => {
      const url = req.url as string;
      const isPeer = isPeerOf(decisionPeers, req.socket);
      const endpoint = isPeer ? endpointOf(url) : undefined;
      try {
        if (endpoint !== undefined) endpoint(req, res);
        else if (url === '/healthz') sendJson(res, 200, { status: 'alive' });
        else if (url === '/readyz') {
          const { status, body } = readinessOf(verifier, readiness, null);
          sendJson(res, status, body);
        } else if (url === '/metrics' && isPeer) sendMetrics(res);
        else sendProblem(res, nothingHere);
      } catch (error) {
        logger.error({ err: error }, 'a decision failed');
        if (res.headersSent) res.destroy();
        else sendProblem(res, problemOf(error));
      }
    },
    config,
    createDropLog(logger, metrics, Date.now),
  );

  function sendMetrics(res: Parameters<typeof sendJson>[0]): void {
    metrics.registry.metrics().then(
      (text) =>
        res.writeHead(200, { 'Content-Type': metrics.registry.contentType, 'Cache-Control': 'no-store' }).end(text),
      (error: unknown) => sendProblem(res, problemOf(error)),
    );
  }

  return { listen, close };
}
