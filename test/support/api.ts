import type { KeyPair } from './chaveiro.ts';

/** A decision as `/api/v1/verify` tells it. */
export interface Verdict {
  readonly allowed: boolean;
  readonly code: string;
  readonly account: string | null;
  readonly key: { readonly id: string; readonly appKey: string; readonly owner: string } | null;
  readonly token: 'current' | 'old' | 'new' | null;
  readonly matchedResource: string | null;
  readonly requiredResources: readonly string[];
  readonly revision: string;
}

/** An answer of the API. `body` is `undefined` when there is none. */
export interface ApiAnswer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** The headers in which a key pair is sent. */
export function credentialHeaders(pair: { appKey: string; appToken: string }): Record<string, string> {
  return { 'X-VTEX-API-AppKey': pair.appKey, 'X-VTEX-API-AppToken': pair.appToken };
}

/** One call of the API as a key. Does not judge the status. */
export async function callApi<T = { code?: string; [name: string]: unknown }>(
  url: string,
  key: Pick<KeyPair, 'appKey' | 'appToken'> | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<ApiAnswer<T>> {
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...(key === null ? {} : credentialHeaders(key)),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(text) : undefined) as T };
}

/** Asks for one decision; throws on anything but 200. */
export async function verify(url: string, question: Record<string, unknown>): Promise<Verdict> {
  const answer = await callApi<Verdict>(url, null, 'POST', '/api/v1/verify', question);
  if (answer.status !== 200) throw new Error(`verify answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
