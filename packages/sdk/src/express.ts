/** For services on Express. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Decision } from '#engine';
import type { Chaveiro } from './chaveiro.ts';
import { type AnyOfOptions, createGuard, type RouteOptions } from './guard.ts';

export type { AnyOfOptions, RouteOptions } from './guard.ts';

/** A request of Express; the decision is put into it. */
export interface ExpressRequest extends IncomingMessage {
  readonly originalUrl: string;
  chaveiro?: Decision;
}

export type ExpressGuard = (request: ExpressRequest, response: ServerResponse, next: () => void) => void;

/** A middleware that lets pass who holds any one of some resources. */
export function requireAnyOf(chaveiro: Chaveiro, options: AnyOfOptions<ExpressRequest>): ExpressGuard {
  return expressGuard(chaveiro, options);
}

/** A middleware that lets pass whom the route policies of an API let pass. */
export function requireRoute(chaveiro: Chaveiro, options: RouteOptions<ExpressRequest>): ExpressGuard {
  return expressGuard(chaveiro, options);
}

function expressGuard(
  chaveiro: Chaveiro,
  options: AnyOfOptions<ExpressRequest> | RouteOptions<ExpressRequest>,
): ExpressGuard {
  const guard = createGuard(chaveiro, options);
  return (request, response, next) => {
    // Below a router, `url` lacks the part under which the router stands.
    const { method = '', originalUrl: path, rawHeaders } = request;
    const { decision, denial } = guard(request, { method, path, rawHeaders });
    if (denial === null) {
      request.chaveiro = decision;
      next();
      return;
    }
    response.writeHead(denial.status, denial.headers).end(denial.body);
  };
}
