import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor, CallSource } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { findOwnAccount } from '../../operations/accounts/find-own-account.ts';
import type { OperationContext } from '../../operations/context.ts';
import { createLoginLog, type RecordLogin } from '../../operations/user-tokens/login-log.ts';
import { type Problem, problemHeaders } from '../errors.ts';
import { problemOfFramework } from '../framework-errors.ts';
import { isLikeJson, parseJsonBody, unsupportedMediaType } from '../json-body.ts';
import { patternOf, refuseOtherMethods } from '../other-methods.ts';
import { type Readiness, staleHeader } from '../readiness.ts';
import type { Recognise } from '../recognise.ts';
import { accountOfRequest } from './account-of-request.ts';
import { type ErrorForm, errorBody, isAboutAccount, usualRefusal } from './errors.ts';
import type { VtexRoute, VtexRouteDescription } from './route.ts';
import { emptyAddresses, vtexRoutes } from './routes.ts';
import { type TokenRoute, tokenRoutes } from './vtex-id-tokens.ts';

export interface VtexOptions {
  readonly operations: OperationContext;
  readonly authenticate: (req: IncomingMessage) => Promise<Actor>;
  readonly recognise: Recognise;
  readonly sourceOf: (req: IncomingMessage) => CallSource;
  /** Under which hosts name accounts. */
  readonly baseDomain: string | null;
  readonly readiness: Readiness;
  /** Called with what is thrown, before it is answered. */
  readonly onProblem: (error: unknown, request: FastifyRequest, problem: Problem) => void;
}

/**
 * The endpoints of VTEX: the operations of `/api/v1` under other addresses, in another form. Nothing is decided here but
 * how a call is read and an answer is written.
 */
export async function vtexPlugin(app: FastifyInstance, options: VtexOptions): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    if (body.byteLength > 0 && !isLikeJson(request.headers['content-type'])) throw unsupportedMediaType();
    return parseJsonBody(body);
  });
  // Clients announce JSON also where they send nothing, and some announce what is no media type at all.
  app.addHook('onRequest', async ({ headers }) => {
    const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
    if (isEmpty) delete headers['content-type'];
  });

  for (const route of vtexRoutes) addRoute(app, route, options);
  const recordLogin = createLoginLog(options.operations);
  for (const route of tokenRoutes) addTokenRoute(app, route, { ...options, recordLogin });
  const routes: readonly VtexRouteDescription[] = [...vtexRoutes, ...tokenRoutes];
  for (const [path, routesAt] of Map.groupBy(routes, (each) => each.path)) {
    const methods = routesAt.map((each) => each.method);
    await refuseMethods(app, { path, errorForm: formOf(routesAt), methods }, options);
  }
  for (const { path, errorForm } of emptyAddresses) await refuseMethods(app, { path, errorForm, methods: [] }, options);
}

function formOf([first]: readonly VtexRouteDescription[]): ErrorForm {
  return first?.errorForm ?? 'license-manager';
}

/** In a scope of its own, for the refusal has the form of its module. */
async function refuseMethods(
  app: FastifyInstance,
  address: { readonly path: string; readonly errorForm: ErrorForm; readonly methods: readonly string[] },
  options: VtexOptions,
): Promise<void> {
  await app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) =>
      sendError(address.errorForm, undefined, options, error, request, reply),
    );
    refuseOtherMethods(scope, patternOf(address.path), address.methods);
  });
}

function addRoute(app: FastifyInstance, route: VtexRoute, options: VtexOptions): void {
  const context: OperationContext = { ...options.operations, door: 'vtex' };
  const actors = new WeakMap<FastifyRequest, Actor>();
  app.route({
    method: route.method,
    url: patternOf(route.path),
    errorHandler: (error, request, reply) => sendError(route.errorForm, route.refuse, options, error, request, reply),
    // Before the body: what strangers send is not even parsed.
    onRequest: async (request) => {
      actors.set(request, await options.authenticate(request.raw));
    },
    handler: async (request, reply) => {
      const staleSeconds = options.readiness.staleSeconds();
      if (staleSeconds !== null) reply.header(staleHeader, staleSeconds);
      const actor = actors.get(request) as Actor;
      const named = accountOfRequest(request.raw, request.query, options.baseDomain);
      const account = named ?? (await findOwnAccount(context, actor));
      const { revision, body } = await route.handle({
        context,
        actor,
        source: options.sourceOf(request.raw),
        account,
        hosts: options.baseDomain === null ? [] : [`${account}.${options.baseDomain}`],
        params: request.params as Record<string, string>,
        query: request.query as Record<string, unknown>,
        body: request.body,
      });
      if (revision !== undefined) reply.header('X-Chaveiro-Revision', revision);
      reply.code(route.success.status);
      // To the framework a text is no JSON, and nothing no answer.
      const isBare = body === null || typeof body === 'string';
      return isBare ? reply.type('application/json; charset=utf-8').send(JSON.stringify(body)) : reply.send(body);
    },
  });
}

/** Where tokens are made and looked at: no operation on an account, but a question about a credential in the body. */
function addTokenRoute(
  app: FastifyInstance,
  route: TokenRoute,
  options: VtexOptions & { readonly recordLogin: RecordLogin },
): void {
  app.route({
    method: route.method,
    url: patternOf(route.path),
    errorHandler: (error, request, reply) => sendError(route.errorForm, route.refuse, options, error, request, reply),
    onRequest: async (request) => {
      if (!route.isOpen) await options.authenticate(request.raw);
    },
    handler: async ({ raw, query, body }, reply) => {
      const account = accountOfRequest(raw, query, options.baseDomain);
      const answer = await route.handle({
        context: options.operations,
        recordLogin: options.recordLogin,
        source: options.sourceOf(raw),
        recognise: (credential) => options.recognise(raw, credential, account),
        account,
        body,
      });
      return reply.code(route.success.status).send(answer);
    },
  });
}

function sendError(
  form: ErrorForm,
  refuse: VtexRouteDescription['refuse'],
  options: VtexOptions,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = problemOfFramework(error);
  options.onProblem(error, request, problem);
  const isDocumented = error instanceof ChaveiroError && !isAboutAccount(error);
  const refusal = (isDocumented ? refuse?.(error) : undefined) ?? usualRefusal(form, problem);
  return reply
    .code(refusal.status)
    .headers({ ...problemHeaders(problem), 'X-Chaveiro-Code': problem.code })
    .send(errorBody(form, refusal));
}
