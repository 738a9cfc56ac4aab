/**
 * Envoy's `ext_authz` over HTTP, Envoy Gateway, and the Gateway API: they put the client's own path and query behind the path that
 * they are given, ask with the client's method, and take nothing but 200 for a yes.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readCredentials, refusalReason } from '#engine';
import type { DecisionEndpointOptions } from '../endpoint-options.ts';
import type { RawHeaders } from '../send.ts';
import { createAnswers } from './answers.ts';
import { createTargetCache, unknownName } from './target-cache.ts';

export const envoy = { name: 'envoy', allowStatus: 200 } as const;

const prefix = `/forward-auth/${envoy.name}`;
/** Account, kind and what is needed. */
const segments = 3;

/** What the application need not see of a credential that was right (envoy takes it out of the request). */
const ownHeaders = ['x-vtex-api-appkey', 'x-vtex-api-apptoken', 'vtexidclientautcookie'];
const withoutBasic: RawHeaders = ['X-Envoy-Auth-Headers-To-Remove', ownHeaders.join(',')];
const withBasic: RawHeaders = ['X-Envoy-Auth-Headers-To-Remove', [...ownHeaders, 'authorization'].join(',')];

export function createEnvoyAuth(options: DecisionEndpointOptions) {
  const { verifier, gate } = options;
  const answers = createAnswers(options, envoy);
  const targetOf = createTargetCache(verifier, prefix.length);

  return function envoyAuth(req: IncomingMessage, res: ServerResponse): void {
    const { authorization, 'content-length': length, 'transfer-encoding': chunked } = req.headers;
    if (chunked !== undefined || (length !== undefined && length !== '0')) res.shouldKeepAlive = false;
    const url = req.url as string;
    const end = endOfRequirement(url);
    if (end === -1) {
      answers.refuseMistake(
        res,
        'The path has to be {account}/any/{resource,resource} or {account}/api/{api}, followed by the path of the client.',
      );
      return;
    }
    const asked = targetOf(url.slice(0, end));
    const mistake = 'mistake' in asked ? asked.mistake : unknownName(asked.target);
    if ('mistake' in asked || mistake !== null) {
      answers.refuseMistake(res, mistake as string);
      return;
    }
    const path = url.slice(end);
    const decision = gate(req, readCredentials(req.rawHeaders), { target: asked.target, method: req.method, path });
    if (decision.code !== 'allowed') {
      answers.refuse(res, decision.code, refusalReason(decision, path, req.rawHeaders));
      return;
    }
    // Another scheme belongs to the application.
    const isBasic = authorization !== undefined && /^basic(?:[ \t]|$)/i.test(authorization);
    answers.allow(res, decision, isBasic ? withBasic : withoutBasic);
  };
}

/** Where the client's own path begins; -1 when it does not. */
function endOfRequirement(url: string): number {
  let at = prefix.length;
  for (let segment = 0; segment < segments; segment++) {
    const next = url.indexOf('/', at + 1);
    const query = url.indexOf('?', at + 1);
    if (next === -1 || (query !== -1 && query < next)) return -1;
    at = next;
  }
  return at;
}
