import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify';
import { ChaveiroError } from '../domain/errors.ts';

/** To whom an address does not exist. */
export type Hiding = (request: FastifyRequest) => boolean;

export const nobody: Hiding = () => false;

const allMethods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

/** `{key}` is `:key` to the router. */
export function patternOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** A known address with another method is 405 and not 404 (RFC 9110, section 15.5.6). */
export function refuseOtherMethods(
  app: FastifyInstance,
  url: string,
  methods: readonly string[],
  hidesFrom: Hiding = nobody,
): void {
  const taken = new Set(methods);
  if (taken.has('GET')) taken.add('HEAD');
  const allow = [...taken].sort().join(', ');
  app.route({
    method: allMethods.filter((method) => !taken.has(method)),
    url,
    // Before the body, which nobody is going to read.
    onRequest: async (request, reply) => {
      if (hidesFrom(request)) return reply.callNotFound();
      reply.header('Allow', allow);
      throw new ChaveiroError('method_not_allowed', allow === '' ? 'Nothing is here.' : `This address takes ${allow}.`);
    },
    handler: unreachable,
  });
}

async function unreachable(): Promise<never> {
  throw new Error('A request went past the refusal of its method.');
}
