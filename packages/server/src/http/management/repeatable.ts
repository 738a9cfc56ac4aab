import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from '../../domain/actor.ts';
import { IdempotencyKey, idempotencyHeader } from '../../domain/idempotency-key.ts';
import type { OperationContext, RepeatableContext } from '../../operations/context.ts';
import type { RouteDescription } from './route.ts';

/** One request, as far as it has to be the same when it is repeated. */
interface Repeated {
  readonly actor: Actor;
  readonly headers: IncomingHttpHeaders;
  /** Path and query, as they were sent. */
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * What the operations of a request work with: with the request itself, when its client sends a key by
 * which it can be repeated and the route takes one. Throws `invalid_request` for a bad key.
 */
export function contextOf(
  operations: OperationContext,
  route: RouteDescription,
  { actor, headers, url, params, body }: Repeated,
): RepeatableContext {
  const header = headers[idempotencyHeader.toLowerCase()];
  if (header === undefined || !route.takesIdempotencyKey) return operations;
  const key = new IdempotencyKey(String(header));
  const account = params.account as string;
  const request = { key, actor, account, accepted: route.anyOf, method: route.method, address: url, body };
  return { ...operations, request };
}
