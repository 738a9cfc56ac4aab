import type { OperationContext } from '../../operations/context.ts';
import { findCaller } from '../../operations/sessions/find-caller.ts';
import type { SessionCredentials } from '../authenticate.ts';
import { createSignInCookies, type SignInCookies } from './cookies.ts';
import { ownOrigins } from './own-origins.ts';
import { checkSameOrigin } from './same-origin.ts';

/** Sessions as the credential of a browser, under the address that the server has for its clients. */
export interface BrowserSessions extends SessionCredentials {
  cookies(): SignInCookies;
}

export function createSessionCredentials(operations: OperationContext): BrowserSessions {
  let current: { publicUrl: string; cookies: SignInCookies; origins: ReadonlySet<string> } | undefined;

  // A server that takes any free port knows its address only once it listens.
  function atPublicUrl() {
    const publicUrl = operations.publicUrl();
    if (current?.publicUrl !== publicUrl) {
      current = { publicUrl, cookies: createSignInCookies(publicUrl), origins: ownOrigins(publicUrl) };
    }
    return current;
  }

  return {
    cookies: () => atPublicUrl().cookies,
    secretOf: (rawHeaders) => atPublicUrl().cookies.session(rawHeaders),
    checkSameOrigin: (rawHeaders) => checkSameOrigin(rawHeaders, atPublicUrl().origins),
    findCaller: (secret, source) => findCaller(operations, secret, source),
  };
}
