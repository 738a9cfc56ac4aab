/** Everything but the decision endpoints: what stands at which address, and how an answer or an error is sent. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import { pipeline } from 'node:stream/promises';
import type { Actor, CallSource } from '../domain/actor.ts';
import { ChaveiroError } from '../domain/errors.ts';
import type { IdentifyHolder } from '../gate/identify-holder.ts';
import { isPeerOf, type PeerList } from '../gate/peers.ts';
import { type Readiness, staleHeader } from '../gate/readiness.ts';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { OperationContext } from '../operations/context.ts';
import type { DecidePair } from '../operations/keys/try-credential.ts';
import { Addresses } from './addresses.ts';
import { type Endpoint, type EndpointAnswer, jsonAnswer, onlyMethod, type Refuse } from './endpoint.ts';
import { problemAnswer, problemOf } from './errors.ts';
import { bodyLimitBytes, isJsonMediaType, parseJsonBody } from './json-body.ts';
import { contextOf } from './management/repeatable.ts';
import { accountAddress, type Route } from './management/route.ts';
import { wantsPage } from './pages/answer-page.ts';
import type { BuiltPages } from './pages/built-pages.ts';
import { notFoundPage } from './pages/not-found-page.ts';
import { pageEndpoints } from './pages/page-endpoints.ts';
import type { PublicRoute } from './public-route.ts';
import { readBody } from './read-body.ts';
import { receiptHeaders } from './receipt.ts';
import type { SessionCalls } from './sessions/begin-call.ts';
import type { SessionRoute } from './sessions/route.ts';
import type { StaticPage } from './static-page.ts';
import type { StatusRoute } from './status.ts';
import { refusalAt, vtexEndpoints } from './vtex/endpoints.ts';

/** On every answer: nobody keeps it, nobody takes it for another type than it is, and what is no page is not shown as one. */
const guardHeaders = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};

export interface AppOptions {
  readonly management: readonly Route[];
  readonly status: readonly StatusRoute[];
  /** For followers. */
  readonly feed: readonly (readonly [string, Endpoint])[];
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
  readonly identifyHolder: IdentifyHolder;
  /** Decides about pairs in the bodies of a request. */
  readonly decideFor: (req: IncomingMessage) => DecidePair;
  readonly readiness: Readiness;
  readonly decisionPeers: PeerList;
  /** Under which hosts name accounts. */
  readonly baseDomain: string | null;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** What is known of a request as soon as its address was looked up. */
interface Located {
  /** The template in the form of the metrics, with `:key` for `{key}`; `unknown` where nothing stands. */
  readonly route: string;
  readonly refuse: Refuse;
  readonly answer: () => Promise<EndpointAnswer>;
}

export function createApp(options: AppOptions): RequestListener {
  const { logger, metrics } = options;
  const addresses = new Addresses<Endpoint>();
  for (const [template, endpoint] of endpointsOf(options)) addresses.add(template, endpoint);

  /** Finds who answers. It throws nothing: what is wrong with the address is told when it is answered. */
  function locate(req: IncomingMessage): Located {
    const { path, query } = splitTarget(req.url as string);
    const usual = refusalAt(path) ?? refuseByProblem;
    const nothing = (error: ChaveiroError, refuse = usual): Located => {
      return { route: 'unknown', refuse, answer: () => Promise.reject(error) };
    };
    const segments = segmentsOf(path);
    if (segments === undefined) {
      return nothing(new ChaveiroError('invalid_request', 'The address has a broken percent escape.'));
    }
    const found = addresses.find(segments);
    const isHidden = found?.value.isHiddenFrom?.(req) ?? false;
    if (found === undefined || isHidden) {
      return nothing(new ChaveiroError('not_found', 'There is nothing at this address.'));
    }
    const { methods, refuse = usual } = found.value;
    const route = patternOf(found.template);
    const method = methods.get(req.method === 'HEAD' ? 'GET' : (req.method as string));
    if (method === undefined) {
      // Known, but with another method: RFC 9110, section 15.5.6.
      const allow = allowOf(methods.keys());
      const detail = allow === '' ? 'Nothing is here.' : `This address takes ${allow}.`;
      const error = new ChaveiroError('method_not_allowed', detail);
      const withAllow: Refuse = (...of) => {
        const answer = refuse(...of);
        return { ...answer, headers: { ...answer.headers, Allow: allow } };
      };
      return { route, refuse: withAllow, answer: () => Promise.reject(error) };
    }
    const request = {
      raw: req,
      url: req.url as string,
      params: found.params,
      query: parseQuery(query),
      readBody: async (takes = isJsonMediaType) => {
        if (req.method === 'GET' || req.method === 'HEAD') return undefined;
        return parseJsonBody(await readBody(req, { limitBytes: bodyLimitBytes, takes }));
      },
    };
    return { route, refuse: method.refuse ?? refuse, answer: () => method.handle(request) };
  }

  /** Where the server goes on without news, every answer says so. */
  function withAge(answer: EndpointAnswer): EndpointAnswer {
    const staleSeconds = options.readiness.staleSeconds();
    if (staleSeconds === null) return answer;
    return { ...answer, headers: { ...answer.headers, [staleHeader]: staleSeconds } };
  }

  return async function answer(req, res) {
    const startedAt = performance.now();
    const { route, refuse, answer } = locate(req);
    let code: string | undefined;

    function noteError(error: unknown): EndpointAnswer {
      const problem = problemOf(error);
      code = problem.code;
      if (problem.status >= 500) {
        logger[problem.status === 500 ? 'error' : 'warn']({ err: error, route }, 'request failed');
      }
      // What was not read of the body is not waited for.
      if (problem.status === 413) res.shouldKeepAlive = false;
      if (problem.status === 404 && refuse === refuseByProblem && wantsPage(req)) {
        return notFoundPage(req);
      }
      return refuse(error, problem, req);
    }

    // No query, no header and no body, and the template in the place of the path: none of them can carry a secret here.
    res.once('close', () => {
      if (!res.headersSent) return;
      const [method, status, elapsedMs] = [req.method as string, res.statusCode, performance.now() - startedAt];
      metrics.observeRequest({ method, route, status, seconds: elapsedMs / 1000 });
      const line = { method, route, status, ms: Math.round(elapsedMs * 10) / 10, code };
      logger[managing.some((start) => route.startsWith(start)) ? 'info' : 'debug'](line, 'request');
    });

    try {
      await send(req, res, withAge(await answer()));
    } catch (error) {
      // The client went away in the middle of its body: there is nobody to answer.
      if (req.destroyed && !req.complete) return;
      if (!res.headersSent) await send(req, res, withAge(noteError(error)));
      else if (!res.destroyed) {
        noteError(error);
        // What was sent is not whole, and must not look as if it were.
        res.destroy();
      }
    }
  };
}

/** What managing addresses begin with: they are logged, and others only for whoever looks for a mistake. */
const managing = [patternOf(accountAddress), '/api/license-manager/', '/api/vlm/', '/api/vtexid/'];

function patternOf(template: string): string {
  return template.replaceAll(/\{(\w+)\}/g, ':$1');
}

function allowOf(methods: Iterable<string>): string {
  const taken = new Set(methods);
  if (taken.has('GET')) taken.add('HEAD');
  return [...taken].sort().join(', ');
}

/** A request's target is a path, or a whole address whose host is not looked at (RFC 9112, section 3.2.2). */
function splitTarget(target: string): { path: string; query: string } {
  const [, path = '', query = ''] = /^(?:https?:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/i.exec(target) ?? [];
  return { path, query };
}

/** The segments of a path, each without its escapes; `undefined` when one of these is broken. */
function segmentsOf(path: string): string[] | undefined {
  try {
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** Sends an answer; resolves when all of it is on its way. Rejects when its chunks fail. */
async function send(
  req: IncomingMessage,
  res: ServerResponse,
  { status, headers, body }: EndpointAnswer,
): Promise<void> {
  const all = { ...guardHeaders, ...headers } as Record<string, string | string[]>;
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    const isText = typeof body === 'string';
    const bytes = isText ? Buffer.from(body) : body;
    // It may hold a token, in memory that Node hands on as it is. Bytes are a page or a file, and sent again.
    if (isText) res.once('close', () => bytes?.fill(0));
    if (status !== 204 && status !== 304) all['Content-Length'] = String(bytes?.byteLength ?? 0);
    res.writeHead(status, all).end(bytes);
    return;
  }
  const chunks = body[Symbol.asyncIterator]();
  // What fails at once is told as an error.
  const first = await chunks.next();
  res.writeHead(status, all);
  if (req.method === 'HEAD') {
    res.end();
    await chunks.return?.();
    return;
  }
  await pipeline(async function* () {
    if (!first.done) yield first.value;
    yield* { [Symbol.asyncIterator]: () => chunks };
  }, res);
}

/** The usual form of an error: a problem document. */
const refuseByProblem: Refuse = (_error, problem, req) =>
  problemAnswer(problem, challengeOfScripts(req, problem.status));

/**
 * At a challenge by Basic browsers ask for name and password themselves, before the script of a page sees the
 * answer. So what a script sends (W3C Fetch Metadata) is challenged by a scheme of which no browser knows.
 */
function challengeOfScripts({ headers }: IncomingMessage, status: number): Readonly<Record<string, string>> {
  const isScript = headers['sec-fetch-dest'] === 'empty';
  return status === 401 && isScript ? { 'WWW-Authenticate': 'Session realm="chaveiro"' } : {};
}

function* endpointsOf(options: AppOptions): Iterable<readonly [string, Endpoint]> {
  const isStranger = (req: IncomingMessage) => !isPeerOf(options.decisionPeers, req.socket);
  for (const route of options.status) {
    const endpoint = statusEndpoint(route);
    yield [route.path, route.isForDecisionPeers ? { ...endpoint, isHiddenFrom: isStranger } : endpoint];
  }
  yield* byPath(options.management, (route) => [accountAddress + route.path, managementEndpoint(route, options)]);
  yield* byPath(options.sessions, (route) => [route.path, sessionEndpoint(route, options)]);
  yield* options.feed;
  for (const route of options.public) yield [route.path, publicEndpoint(route, options)];
  for (const [path, { headers, body }] of options.pages) {
    const answer = { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers }, body };
    yield [path, onlyMethod('GET', async () => answer)];
  }
  yield* pageEndpoints(options.administration);
  yield* vtexEndpoints(options);
}

/** One endpoint for each path, with the methods of all routes that stand there. */
function byPath<R>(routes: readonly R[], make: (route: R) => readonly [string, Endpoint]): Map<string, Endpoint> {
  const endpoints = new Map<string, Endpoint>();
  for (const [path, endpoint] of routes.map(make)) {
    const methods = [...(endpoints.get(path)?.methods ?? []), ...endpoint.methods];
    endpoints.set(path, { ...endpoint, methods: new Map(methods) });
  }
  return endpoints;
}

function statusEndpoint(route: StatusRoute): Endpoint {
  return onlyMethod('GET', async () => {
    const { status, mediaType, body, maxAgeSeconds } = await route.answer();
    const headers = {
      'Content-Type': mediaType,
      ...(maxAgeSeconds !== undefined && { 'Cache-Control': `public, max-age=${maxAgeSeconds}` }),
    };
    return typeof body === 'string' ? { status, headers, body } : jsonAnswer(status, body, headers);
  });
}

function managementEndpoint(route: Route, options: AppOptions): Endpoint {
  return onlyMethod(route.method, async ({ raw, url, params, query, readBody }) => {
    const actor = await options.authenticate(raw);
    const sent = await readBody();
    const { revision, location, body, download } = await route.handle({
      context: contextOf(options.operations, route, { actor, headers: raw.headers, url, params, body: sent }),
      actor,
      params,
      query,
      body: sent,
      ifMatch: raw.headers['if-match'],
      decide: options.decideFor(raw),
    });
    const headers: Record<string, string> = {
      ...(revision !== undefined && { 'X-Chaveiro-Revision': revision }),
      ...(await receiptHeaders(options.operations.receipts, raw, revision)),
      ...(location !== undefined && {
        Location: accountAddress.replace('{account}', params.account as string) + location,
      }),
    };
    const { status, mediaType } = route.success;
    if (download === undefined) return jsonAnswer(status, body, headers);
    headers['Content-Type'] = mediaType as string;
    headers['Content-Disposition'] = `attachment; filename="${download.fileName}"`;
    return { status, headers, body: download.chunks };
  });
}

function publicEndpoint(route: PublicRoute, options: AppOptions): Endpoint {
  return onlyMethod(route.method, async ({ raw, params, readBody }) => {
    const source = options.sourceOf(raw);
    const { revision, body } = await route.handle({
      context: options.operations,
      source,
      params,
      body: await readBody(),
    });
    return jsonAnswer(route.success.status, body, { 'X-Chaveiro-Revision': revision });
  });
}

function sessionEndpoint(route: SessionRoute, options: AppOptions): Endpoint {
  return onlyMethod(route.method, async ({ raw, params, readBody }) => {
    const call = await options.beginSessionCall(raw, route);
    const { revision, cookies, body } = await route.handle({
      context: options.operations,
      ...call,
      params,
      body: await readBody(),
    });
    return jsonAnswer(route.success.status, body, {
      ...(revision !== undefined && { 'X-Chaveiro-Revision': revision }),
      ...(await receiptHeaders(options.operations.receipts, raw, revision)),
      ...(cookies !== undefined && { 'Set-Cookie': cookies }),
    });
  });
}
