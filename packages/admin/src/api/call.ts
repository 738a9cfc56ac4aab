import type { Operations, Problem } from './api-types.ts';
import { receipt } from './receipt.ts';

/** A method and a path of the API, as the description names them. */
export type Route = keyof Operations;

export type Answer<R extends Route> = Operations[R]['answer'];

/** What a route takes; what it has no use for cannot be given. */
export type Input<R extends Route> = Pick<Operations[R], Needed<R> & keyof Operations[R]>;

type Needed<R extends Route> =
  | (Operations[R]['path'] extends Record<string, unknown> ? 'path' : never)
  | (Operations[R]['body'] extends undefined ? never : 'body');

interface Options<R extends Route> {
  readonly query?: Operations[R]['query'];
  /** Makes it safe to send the same change again: see `idempotency-key.ts`. */
  readonly idempotencyKey?: string;
  /** The version that the change is for: another one is left as it is, and the call fails with `changed_meanwhile`. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

/** `unreachable`: no answer came. `unreadable`: something came that Chaveiro does not answer. */
export type FailureCode = 'unreachable' | 'unreadable' | (string & {});

/** A call that did not succeed: what the server said, or that it said nothing. */
export class CallFailure extends Error {
  declare readonly code: FailureCode;
  /** 0 when no answer came. */
  declare readonly status: number;
  declare readonly missingResources: readonly string[];
  declare readonly field: string | undefined;
  declare readonly retryAfterSeconds: number | undefined;
  /** The most that is accepted of what was too much. */
  declare readonly limit: number | undefined;
  /** With `changed_meanwhile`: what was to be changed, as it is. */
  declare readonly current: unknown;

  constructor(status: number, problem: Partial<Problem> & { readonly code: FailureCode; readonly current?: unknown }) {
    super(problem.detail ?? problem.code);
    Object.assign(this, { missingResources: [] }, problem, { status });
  }
}

/**
 * Calls the API of the server that this page came from, with the session of its cookie.
 *
 * Throws `CallFailure`; an aborted call throws what `fetch` throws.
 */
export async function call<R extends Route>(
  route: R,
  input: Input<R>,
  { query, idempotencyKey, ifMatch, signal }: Options<R> = {},
): Promise<Answer<R>> {
  const { path = {}, body } = input as { path?: Record<string, string | number>; body?: unknown };
  const [method = '', template = ''] = route.split(' ');
  // What only reads has nothing to wait for.
  const headers = new Headers({ Prefer: 'wait=2' });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (idempotencyKey !== undefined) headers.set('Idempotency-Key', idempotencyKey);
  if (ifMatch !== undefined) headers.set('If-Match', `"${ifMatch}"`);
  const init: RequestInit = { method, headers, signal: signal ?? null };
  if (body !== undefined) init.body = JSON.stringify(body);
  const answer = await send(addressOf(template, path, { ...query }), init);
  receipt.latest = answer.headers.get('Chaveiro-Receipt') ?? receipt.latest;
  if (answer.ok) return answer.status === 204 ? undefined : await readJson<Answer<R>>(answer);
  throw await failureOf(answer);
}

/** Where a file can be downloaded from; the browser sends the cookie along. */
export function addressOf(
  template: string,
  path: Readonly<Record<string, string | number>>,
  query: Readonly<Record<string, unknown>> = {},
): string {
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])));
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return search === '' ? filled : `${filled}?${search}`;
}

/** Asks, and throws `CallFailure` when no answer comes; an aborted request throws what `fetch` throws. */
export async function send(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new CallFailure(0, { code: 'unreachable' });
  }
}

/** What an answer that is no success says. */
export async function failureOf(answer: Response): Promise<CallFailure> {
  return new CallFailure(answer.status, await readJson<Problem>(answer));
}

async function readJson<T>(answer: Response): Promise<T> {
  try {
    return (await answer.json()) as T;
  } catch {
    throw new CallFailure(answer.status, { code: 'unreadable' });
  }
}
