/** For services on `node:http`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Decision } from '#engine';
import type { Chaveiro } from './chaveiro.ts';
import { type AnyOfOptions, createGuard, type RouteOptions } from './guard.ts';

export type { AnyOfOptions, RouteOptions } from './guard.ts';

/** Answers the decision when the request may pass; otherwise it has answered the request, and answers `null`. */
export type NodeGuard = (request: IncomingMessage, response: ServerResponse) => Decision | null;

/** A guard that lets pass who holds any one of some resources. */
export function requireAnyOf(chaveiro: Chaveiro, options: AnyOfOptions<IncomingMessage>): NodeGuard {
  return nodeGuard(chaveiro, options);
}

/** A guard that lets pass whom the route policies of an API let pass. */
export function requireRoute(chaveiro: Chaveiro, options: RouteOptions<IncomingMessage>): NodeGuard {
  return nodeGuard(chaveiro, options);
}

function nodeGuard(
  chaveiro: Chaveiro,
  options: AnyOfOptions<IncomingMessage> | RouteOptions<IncomingMessage>,
): NodeGuard {
  const guard = createGuard(chaveiro, options);
  return (request, response) => {
    const { method = '', url: path = '', rawHeaders } = request;
    const { decision, denial } = guard(request, { method, path, rawHeaders });
    if (denial === null) return decision;
    response.writeHead(denial.status, denial.headers).end(denial.body);
    return null;
  };
}
