/** What stands at an address of the server, and what it is given and answers. */
import type { IncomingMessage } from 'node:http';
import type { Problem } from './errors.ts';

/** A request on its way to an endpoint. */
interface EndpointRequest {
  readonly raw: IncomingMessage;
  /** Path and query, as they were sent. */
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  /** A name that comes twice has a list. */
  readonly query: Readonly<Record<string, unknown>>;
  /**
   * The body as JSON; `undefined` when there is none. Called after the caller is known: what strangers send is not even
   * read. Throws `unsupported_media_type`, `payload_too_large` or `invalid_request`.
   *
   * @param takes whether JSON may come under such a `Content-Type`; default `application/json` alone
   */
  readBody(takes?: (contentType: string | undefined) => boolean): Promise<unknown>;
}

/** What is sent back. */
export interface EndpointAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Text is UTF-8; chunks are sent as they come, and break the answer off when they fail. */
  readonly body?: string | Uint8Array | AsyncIterable<string | Uint8Array> | undefined;
}

/** What answers an error, which is already logged. */
export type Refuse = (error: unknown, problem: Problem, request: IncomingMessage) => EndpointAnswer;

export type Handle = (request: EndpointRequest) => Promise<EndpointAnswer>;

export interface Endpoint {
  /** By method; HEAD is GET without the body. */
  readonly methods: ReadonlyMap<string, { readonly handle: Handle; readonly refuse?: Refuse }>;
  /** The form of errors, where it is not a problem document. */
  readonly refuse?: Refuse;
  /** To whom the address does not exist. */
  readonly isHiddenFrom?: (request: IncomingMessage) => boolean;
}

/** JSON and anything that has to be told beside it. */
export function jsonAnswer(status: number, value: unknown, headers: EndpointAnswer['headers'] = {}): EndpointAnswer {
  if (value === undefined) return { status, headers };
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** One endpoint of one method. */
export function onlyMethod(method: string, handle: Handle): Endpoint {
  return { methods: new Map([[method, { handle }]]) };
}
