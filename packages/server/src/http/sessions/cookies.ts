import { headerName, isHeader } from '#engine';
/** The cookies of the sign-in, as a server under a public address sets and reads them. */

import { isLoopback } from '../../domain/is-loopback.ts';

const cookieHeader = headerName('Cookie');

/** For how long a browser stays known as the user's, in seconds: half a year since the last sign-in that made it known. */
const deviceSeconds = 180 * 24 * 3600;

/** What cookies of one name came with a request. */
type Found = string | 'ambiguous' | undefined;

export interface SignInCookies {
  /** The secret of the session. */
  session(rawHeaders: readonly string[]): Found;
  /** By which the device is known. */
  device(rawHeaders: readonly string[]): Found;
  /** Values of `Set-Cookie`; `null` takes the session away, and a device that is not given stays. */
  set(values: { readonly session?: string | null; readonly device?: string | null }): string[];
}

/**
 * RFC 6265bis: the prefix `__Host-` makes the browser insist on Secure, on this host alone and on the whole of
 * it. A loopback address over plain `http`, where there is nothing to listen in on, has neither.
 */
export function createSignInCookies(publicUrl: string): SignInCookies {
  const { protocol, hostname } = new URL(publicUrl);
  const isPlain = protocol === 'http:' && isLoopback(hostname);
  const prefix = isPlain ? 'chaveiro' : '__Host-chaveiro';
  const [session, device] = [`${prefix}-session`, `${prefix}-device`];
  const attributes = `Path=/; HttpOnly; SameSite=Strict${isPlain ? '' : '; Secure'}`;
  return {
    session: (rawHeaders) => readCookie(rawHeaders, session),
    device: (rawHeaders) => readCookie(rawHeaders, device),
    set(values) {
      const cookies: string[] = [];
      // Without an age the browser forgets the session when it is closed, if the server has not before.
      if (typeof values.session === 'string') cookies.push(`${session}=${values.session}; ${attributes}`);
      if (values.session === null) cookies.push(`${session}=; Max-Age=0; ${attributes}`);
      if (typeof values.device === 'string') {
        cookies.push(`${device}=${values.device}; Max-Age=${deviceSeconds}; ${attributes}`);
      }
      return cookies;
    },
  };
}

/** The cookie's value; an empty one is none. Of several, nobody can say which is meant. */
function readCookie(rawHeaders: readonly string[], wanted: string): Found {
  let found: Found;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!isHeader(rawHeaders[i] as string, cookieHeader)) continue;
    for (const cookie of (rawHeaders[i + 1] as string).split(';')) {
      const equals = cookie.indexOf('=');
      if (equals === -1 || cookie.slice(0, equals).trim() !== wanted) continue;
      const value = cookie.slice(equals + 1).trim();
      if (value !== '') found = found === undefined ? value : 'ambiguous';
    }
  }
  return found;
}
