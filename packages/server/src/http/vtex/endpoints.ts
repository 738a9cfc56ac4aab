import type { IncomingMessage } from 'node:http';
import type { Actor, CallSource } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { IdentifyHolder } from '../../gate/identify-holder.ts';
import { findOwnAccount } from '../../operations/accounts/find-own-account.ts';
import type { OperationContext } from '../../operations/context.ts';
import { createLoginLog, type RecordLogin } from '../../operations/user-tokens/login-log.ts';
import { type Endpoint, type Handle, jsonAnswer, type Refuse } from '../endpoint.ts';
import { problemHeaders } from '../errors.ts';
import { isLikeJson } from '../json-body.ts';
import { accountOfRequest } from './account-of-request.ts';
import { type ErrorForm, errorBody, isAboutAccount, usualRefusal } from './errors.ts';
import type { VtexRoute, VtexRouteDescription } from './route.ts';
import { emptyAddresses, vtexRoutes } from './routes.ts';
import { type TokenRoute, tokenRoutes } from './vtex-id-tokens.ts';

export interface VtexOptions {
  readonly operations: OperationContext;
  readonly authenticate: (req: IncomingMessage) => Promise<Actor>;
  readonly identifyHolder: IdentifyHolder;
  readonly sourceOf: (req: IncomingMessage) => CallSource;
  /** Under which hosts name accounts. */
  readonly baseDomain: string | null;
}

/**
 * The endpoints of VTEX: the operations of `/api/v1` under other addresses, in another form. Nothing is decided here but
 * how a call is read and an answer is written.
 */
export function vtexEndpoints(options: VtexOptions): ReadonlyMap<string, Endpoint> {
  const endpoints = new Map<string, Endpoint>();
  const recordLogin = createLoginLog(options.operations);
  const add = (route: VtexRouteDescription, handle: Handle) => {
    const { path, method, errorForm } = route;
    const others = endpoints.get(path)?.methods ?? [];
    const methods = new Map([...others, [method, { handle, refuse: refuseInForm(errorForm, route.refuse) }]]);
    endpoints.set(path, { methods, refuse: refuseInForm(errorForm) });
  };
  for (const route of vtexRoutes) add(route, handleOf(route, options));
  for (const route of tokenRoutes) add(route, handleTokens(route, { ...options, recordLogin }));
  for (const { path, errorForm } of emptyAddresses) {
    endpoints.set(path, { methods: new Map(), refuse: refuseInForm(errorForm) });
  }
  return endpoints;
}

/** Where addresses of each module begin. */
const modules: readonly (readonly [string, ErrorForm])[] = [
  ['/api/license-manager', 'license-manager'],
  ['/api/vlm', 'vlm'],
  ['/api/vtexid', 'vtex-id'],
];

/** The form of errors at an address of VTEX, also where nothing stands; `undefined` at others. */
export function refusalAt(path: string): Refuse | undefined {
  const [, form] = modules.find(([start]) => path === start || path.startsWith(`${start}/`)) ?? [];
  return form && refuseInForm(form);
}

function handleOf(route: VtexRoute, options: VtexOptions): Handle {
  const context: OperationContext = { ...options.operations, surface: 'vtex' };
  return async ({ raw, params, query, readBody }) => {
    const actor = await options.authenticate(raw);
    const sent = await readBody(isLikeJson);
    const named = accountOfRequest(raw, query, options.baseDomain);
    const account = named ?? (await findOwnAccount(context, actor));
    const { revision, body } = await route.handle({
      context,
      actor,
      source: options.sourceOf(raw),
      account,
      hosts: options.baseDomain === null ? [] : [`${account}.${options.baseDomain}`],
      params,
      query,
      body: sent,
    });
    const headers = revision === undefined ? {} : { 'X-Chaveiro-Revision': revision };
    return jsonAnswer(route.success.status, body, headers);
  };
}

/** Where tokens are made and looked at: no operation on an account, but a question about a credential in the body. */
function handleTokens(route: TokenRoute, options: VtexOptions & { readonly recordLogin: RecordLogin }): Handle {
  return async ({ raw, query, readBody }) => {
    if (!route.isOpen) await options.authenticate(raw);
    const body = await readBody(isLikeJson);
    const account = accountOfRequest(raw, query, options.baseDomain);
    const answer = await route.handle({
      context: options.operations,
      recordLogin: options.recordLogin,
      source: options.sourceOf(raw),
      identifyHolder: (credential) => options.identifyHolder(raw, credential, account),
      account,
      body,
    });
    return jsonAnswer(route.success.status, answer);
  };
}

function refuseInForm(form: ErrorForm, refuse?: VtexRouteDescription['refuse']): Refuse {
  return (error, problem) => {
    const isDocumented = error instanceof ChaveiroError && !isAboutAccount(error);
    const refusal = (isDocumented ? refuse?.(error) : undefined) ?? usualRefusal(form, problem);
    const headers = { ...problemHeaders(problem), 'X-Chaveiro-Code': problem.code };
    return jsonAnswer(refusal.status, errorBody(form, refusal), headers);
  };
}
