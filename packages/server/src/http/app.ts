import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  fastify,
} from 'fastify';
import type { Actor, CallSource } from '../domain/actor.ts';
import { ChaveiroError } from '../domain/errors.ts';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { OperationContext } from '../operations/context.ts';
import type { DecidePair } from '../operations/keys/try-credential.ts';
import { answerClientError } from './client-error.ts';
import { type Problem, problemHeaders, problemMediaType } from './errors.ts';
import { bodyLimitBytes, problemOfFramework } from './framework-errors.ts';
import { parseJsonBody } from './json-body.ts';
import { contextOf } from './management/repeatable.ts';
import { accountAddress, type Route } from './management/route.ts';
import { type Hiding, nobody, patternOf, refuseOtherMethods } from './other-methods.ts';
import { addPages } from './pages/add-pages.ts';
import type { BuiltPages } from './pages/built-pages.ts';
import { isPeerOf, type PeerList } from './peers.ts';
import type { PublicRoute } from './public-route.ts';
import { type Readiness, staleHeader } from './readiness.ts';
import type { Recognise } from './recognise.ts';
import type { BegunCall, SessionCalls } from './sessions/begin-call.ts';
import type { SessionRoute } from './sessions/route.ts';
import type { StaticPage } from './static-page.ts';
import type { StatusRoute } from './status.ts';
import { vtexPlugin } from './vtex/plugin.ts';

/** Longer than any id, so that what is too long to exist is answered like what does not exist. */
const maxParamLength = 500;

/** On every answer: nobody keeps it, and nobody takes it for another type than it is. */
const guardHeaders = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

const policyHeader = 'Content-Security-Policy';

export interface AppOptions {
  readonly serverFactory: NonNullable<FastifyServerOptions['serverFactory']>;
  readonly management: readonly Route[];
  readonly status: readonly StatusRoute[];
  /** For callers without a credential. */
  readonly public: readonly PublicRoute[];
  /** Pages, by their address. */
  readonly pages: ReadonlyMap<string, StaticPage>;
  /** The administration pages; `undefined` when they were not built. */
  readonly administration: BuiltPages | undefined;
  readonly operations: OperationContext;
  readonly sourceOf: (req: IncomingMessage) => CallSource;
  readonly sessions: readonly SessionRoute[];
  readonly beginSessionCall: SessionCalls;
  readonly authenticate: (req: IncomingMessage) => Promise<Actor>;
  readonly recognise: Recognise;
  /** Decides about pairs in the bodies of a request. */
  readonly decideFor: (req: IncomingMessage) => DecidePair;
  readonly readiness: Readiness;
  readonly decisionPeers: PeerList;
  /** Under which hosts name accounts. */
  readonly baseDomain: string | null;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** What comes in is checked by our own code (`input.ts`): the framework's is not even loaded. */
function noSchemas(): never {
  throw new Error('A route has a schema of the framework.');
}

/** Everything but the decision endpoints. */
export function createApp(options: AppOptions): FastifyInstance {
  const { logger, metrics } = options;
  const codes = new WeakMap<FastifyRequest, string>();

  function noteProblem(error: unknown, request: FastifyRequest, { status, code }: Problem): void {
    codes.set(request, code);
    if (status < 500) return;
    logger[status === 500 ? 'error' : 'warn']({ err: error, route: request.routeOptions.url }, 'request failed');
  }

  function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const problem = problemOfFramework(error);
    noteProblem(error, request, problem);
    return (
      reply
        .code(problem.status)
        .headers({ ...guardHeaders, ...problemHeaders(problem), ...challengeOfScripts(request, problem) })
        .type(problemMediaType)
        // As bytes: to text the framework adds a charset, which this media type does not have.
        .send(Buffer.from(JSON.stringify(problem)))
    );
  }

  const app = fastify({
    serverFactory: options.serverFactory,
    clientErrorHandler: answerClientError,
    frameworkErrors: sendProblem,
    bodyLimit: bodyLimitBytes,
    routerOptions: { maxParamLength },
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) =>
    parseJsonBody(body),
  );

  app.addHook('onSend', async (_request, reply) => {
    const cacheControl = reply.getHeader('Cache-Control') ?? guardHeaders['Cache-Control'];
    reply.headers({ ...guardHeaders, 'Cache-Control': cacheControl });
    // What is no page is not shown as one, nor inside of one.
    if (!reply.hasHeader(policyHeader)) reply.header(policyHeader, "default-src 'none'; frame-ancestors 'none'");
  });

  // No query, no header and no body, and the template in the place of the path: none of them can carry a secret here.
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { method } = request;
    const status = reply.statusCode;
    metrics.observeRequest({ method, route, status, seconds: reply.elapsedTime / 1000 });
    const line = { method, route, status, ms: Math.round(reply.elapsedTime * 10) / 10, code: codes.get(request) };
    logger[managing.some((start) => route.startsWith(start)) ? 'info' : 'debug'](line, 'request');
  });

  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler(() => {
    throw new ChaveiroError('not_found', 'There is nothing at this address.');
  });

  const isStranger = (request: FastifyRequest) => !isPeerOf(options.decisionPeers, request.raw.socket);
  for (const route of options.status) {
    const hidesFrom = route.isForDecisionPeers ? isStranger : nobody;
    addStatusRoute(app, route, hidesFrom);
    refuseOtherMethods(app, route.path, ['GET'], hidesFrom);
  }
  for (const route of options.management) addManagementRoute(app, route, options);
  for (const [path, routes] of Map.groupBy(options.management, (route) => route.path)) {
    const methods = routes.map((route) => route.method);
    refuseOtherMethods(app, patternOf(accountAddress + path), methods);
  }
  for (const route of options.sessions) addSessionRoute(app, route, options);
  for (const [path, routes] of Map.groupBy(options.sessions, (route) => route.path)) {
    const methods = routes.map((route) => route.method);
    refuseOtherMethods(app, patternOf(path), methods);
  }
  for (const route of options.public) {
    addPublicRoute(app, route, options);
    refuseOtherMethods(app, patternOf(route.path), [route.method]);
  }
  for (const [path, { headers, body }] of options.pages) {
    app.get(patternOf(path), async (_request, reply) => reply.headers(headers).type('text/html').send(body));
    refuseOtherMethods(app, patternOf(path), ['GET']);
  }
  addPages(app, options.administration);
  app.register(vtexPlugin, { ...options, onProblem: noteProblem });
  return app;
}

/** What managing addresses begin with: they are logged, and others only for whoever looks for a mistake. */
const managing = [patternOf(accountAddress), '/api/license-manager/', '/api/vlm/', '/api/vtexid/'];

/**
 * At a challenge by Basic browsers ask for name and password themselves, before the script of a page sees the
 * answer. So what a script sends (W3C Fetch Metadata) is challenged by a scheme of which no browser knows.
 */
function challengeOfScripts(request: FastifyRequest, { status }: Problem): Readonly<Record<string, string>> {
  const isScript = request.headers['sec-fetch-dest'] === 'empty';
  return status === 401 && isScript ? { 'WWW-Authenticate': 'Session realm="chaveiro"' } : {};
}

function addStatusRoute(app: FastifyInstance, route: StatusRoute, hidesFrom: Hiding): void {
  app.get(route.path, async (request, reply) => {
    if (hidesFrom(request)) return reply.callNotFound();
    const { status, mediaType, body, maxAgeSeconds } = await route.answer();
    if (maxAgeSeconds !== undefined) reply.header('Cache-Control', `public, max-age=${maxAgeSeconds}`);
    return reply.code(status).type(mediaType).send(body);
  });
}

function addManagementRoute(app: FastifyInstance, route: Route, options: AppOptions): void {
  const actors = new WeakMap<FastifyRequest, Actor>();
  app.route({
    method: route.method,
    url: patternOf(accountAddress + route.path),
    // Before the body: what strangers send is not even parsed.
    onRequest: async (request) => {
      actors.set(request, await options.authenticate(request.raw));
    },
    handler: async (request, reply) => {
      const staleSeconds = options.readiness.staleSeconds();
      if (staleSeconds !== null) reply.header(staleHeader, staleSeconds);
      const actor = actors.get(request) as Actor;
      const params = request.params as Record<string, string>;
      const { headers, url } = request;
      const { revision, location, body, download } = await route.handle({
        context: contextOf(options.operations, route, { actor, headers, url, params, body: request.body }),
        actor,
        params,
        query: request.query,
        body: request.body,
        ifMatch: headers['if-match'],
        decide: options.decideFor(request.raw),
      });
      if (revision !== undefined) reply.header('X-Chaveiro-Revision', revision);
      if (location !== undefined) {
        reply.header('Location', accountAddress.replace('{account}', params.account as string) + location);
      }
      reply.code(route.success.status);
      if (download === undefined) return reply.send(body);
      return reply
        .type(route.success.mediaType as string)
        .header('Content-Disposition', `attachment; filename="${download.fileName}"`)
        .send(Readable.from(download.chunks));
    },
  });
}

function addPublicRoute(app: FastifyInstance, route: PublicRoute, options: AppOptions): void {
  app.route({
    method: route.method,
    url: patternOf(route.path),
    handler: async (request, reply) => {
      const { revision, body } = await route.handle({
        context: options.operations,
        source: options.sourceOf(request.raw),
        params: request.params as Record<string, string>,
        body: request.body,
      });
      reply.header('X-Chaveiro-Revision', revision);
      return reply.code(route.success.status).send(body);
    },
  });
}

function addSessionRoute(app: FastifyInstance, route: SessionRoute, options: AppOptions): void {
  const calls = new WeakMap<FastifyRequest, BegunCall>();
  app.route({
    method: route.method,
    url: patternOf(route.path),
    onRequest: async (request) => {
      calls.set(request, await options.beginSessionCall(request.raw, route));
    },
    handler: async (request, reply) => {
      const { revision, cookies, body } = await route.handle({
        context: options.operations,
        ...(calls.get(request) as BegunCall),
        params: request.params as Record<string, string>,
        body: request.body,
      });
      if (revision !== undefined) reply.header('X-Chaveiro-Revision', revision);
      if (cookies !== undefined) reply.header('Set-Cookie', [...cookies]);
      return reply.code(route.success.status).send(body);
    },
  });
}
