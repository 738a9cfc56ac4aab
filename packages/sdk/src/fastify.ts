/** For services on Fastify. */
import type { IncomingMessage } from 'node:http';
import type { Decision } from '#engine';
import type { Chaveiro } from './chaveiro.ts';
import { type AnyOfOptions, createGuard, type RouteOptions } from './guard.ts';

export type { AnyOfOptions, RouteOptions } from './guard.ts';

/** A request of Fastify; the decision is put into it. */
export interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly originalUrl: string;
  chaveiro?: Decision;
}

/** What a guard uses of a reply of Fastify. */
export interface FastifyReply {
  code(status: number): FastifyReply;
  headers(values: Readonly<Record<string, string>>): FastifyReply;
  send(payload: Uint8Array): FastifyReply;
}

/** A `preHandler`, or any other hook before the handler. */
export type FastifyGuard = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** A hook that lets pass who holds any one of some resources. */
export function requireAnyOf(chaveiro: Chaveiro, options: AnyOfOptions<FastifyRequest>): FastifyGuard {
  return fastifyGuard(chaveiro, options);
}

/** A hook that lets pass whom the route policies of an API let pass. */
export function requireRoute(chaveiro: Chaveiro, options: RouteOptions<FastifyRequest>): FastifyGuard {
  return fastifyGuard(chaveiro, options);
}

function fastifyGuard(
  chaveiro: Chaveiro,
  options: AnyOfOptions<FastifyRequest> | RouteOptions<FastifyRequest>,
): FastifyGuard {
  const guard = createGuard(chaveiro, options);
  return async (request, reply) => {
    const { method = '', rawHeaders } = request.raw;
    const { decision, denial } = guard(request, { method, path: request.originalUrl, rawHeaders });
    if (denial === null) {
      request.chaveiro = decision;
      return undefined;
    }
    // As bytes, for Fastify adds a charset to the type of a text.
    return reply.code(denial.status).headers(denial.headers).send(Buffer.from(denial.body));
  };
}
