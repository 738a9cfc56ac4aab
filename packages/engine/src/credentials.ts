/**
 * Which credential a request carries, read from its raw headers.
 *
 * Node joins repeated headers with commas and drops a second `Authorization` without a word, so that
 * whoever looks at `request.headers` decides on something else than the upstream behind the gateway.
 * Here every occurrence counts.
 */
import { isUtf8 } from 'node:buffer';
import { headerName, isHeader } from './header-name.ts';
import { readUserToken } from './user-token.ts';

/** A pair as it was sent, not yet checked. */
interface CredentialPair {
  readonly appKey: string;
  readonly appToken: string;
}

/** A user token as it was sent, not yet checked. */
interface UserTokenCredential {
  readonly userToken: string;
  /** It came in a cookie, which browsers add to what another site makes them send. */
  readonly isFromCookie: boolean;
}

/** What one can be known by. */
export type Credential = CredentialPair | UserTokenCredential;

/** The one credential, or the code that says why there is none to check. */
export type Credentials = Credential | CredentialRefusal;
type CredentialRefusal = 'missing_credentials' | 'ambiguous_credentials' | 'invalid_credentials';

const userTokenName = 'VtexIdclientAutCookie';

const appKeyHeader = headerName('X-VTEX-API-AppKey');
const appTokenHeader = headerName('X-VTEX-API-AppToken');
const authorizationHeader = headerName('Authorization');
const cookieHeader = headerName('Cookie');
const userTokenHeader = headerName(userTokenName);

/** Whom a credential says that it is of, whether it is right or not; empty for a user token that says nothing. */
export function claimedBy(credential: Credential): string {
  return 'userToken' in credential ? (readUserToken(credential.userToken)?.sub ?? '') : credential.appKey;
}

/**
 * Takes the one credential out of the headers.
 *
 * @param rawHeaders names and values in turn, as Node received them
 *
 * Kinds: the two `X-VTEX-API-…` headers, `Authorization: Basic`, and a user token in
 * `VtexIdclientAutCookie` (header or cookie).
 */
export function readCredentials(rawHeaders: readonly string[]): Credentials {
  let appKey = '';
  let appToken = '';
  let basic = '';
  let pairHeaders = 0;
  let authorizations = 0;
  let userToken = '';
  let isFromCookie = false;
  let userTokens = 0;
  let isRepeated = false;

  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    const value = rawHeaders[i + 1] as string;
    // The lengths tell almost every other header apart without looking at a letter.
    switch (name.length) {
      case 17:
        if (value !== '' && isHeader(name, appKeyHeader)) {
          isRepeated ||= appKey !== '';
          appKey = value;
          pairHeaders++;
        }
        break;
      case 19:
        if (value !== '' && isHeader(name, appTokenHeader)) {
          isRepeated ||= appToken !== '';
          appToken = value;
          pairHeaders++;
        }
        break;
      case 13:
        if (value !== '' && isHeader(name, authorizationHeader)) {
          authorizations++;
          if (isBasic(value)) basic = value;
        }
        break;
      case 21:
        if (value !== '' && isHeader(name, userTokenHeader)) {
          userToken = value;
          userTokens++;
        }
        break;
      case 6:
        if (value.includes(userTokenName) && isHeader(name, cookieHeader)) {
          const inCookies = userTokensIn(value);
          userTokens += inCookies.length;
          isFromCookie ||= inCookies.length > 0;
          userToken = inCookies[0] ?? userToken;
        }
        break;
    }
  }

  const kinds = (pairHeaders > 0 ? 1 : 0) + (basic === '' ? 0 : 1) + userTokens;
  if (kinds > 1 || isRepeated || (basic !== '' && authorizations > 1)) return 'ambiguous_credentials';
  if (pairHeaders === 2) return { appKey, appToken };
  if (basic !== '') return parseBasic(basic) ?? 'invalid_credentials';
  return userTokens === 1 ? { userToken, isFromCookie } : 'missing_credentials';
}

/** Another scheme belongs to the upstream. */
function isBasic(authorization: string): boolean {
  if (authorization.slice(0, 5).toLowerCase() !== 'basic') return false;
  const next = authorization.charAt(5);
  return next === '' || next === ' ' || next === '\t';
}

/**
 * RFC 7617, strictly: one base64 form of each text, UTF-8, both halves present. The first colon
 * divides, so that a password may contain more of them.
 */
function parseBasic(authorization: string): CredentialPair | undefined {
  const encoded = authorization.slice(5).replace(/^ +/, '');
  const text = decodeBasic(encoded);
  if (text === undefined) return undefined;
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) return undefined;
  return { appKey: text.slice(0, colon), appToken: text.slice(colon + 1) };
}

/** The buffer is a part of one that Node shares out and hands on as it is: the pair must not stay in it. */
function decodeBasic(encoded: string): string | undefined {
  const decoded = Buffer.from(encoded, 'base64');
  try {
    return decoded.toString('base64') === encoded && isUtf8(decoded) ? decoded.toString('utf8') : undefined;
  } finally {
    decoded.fill(0);
  }
}

/** The values of all cookies of the user token's name that have one. Names of cookies have a letter case. */
function userTokensIn(cookieHeader: string): string[] {
  const values: string[] = [];
  for (const cookie of cookieHeader.split(';')) {
    const equals = cookie.indexOf('=');
    if (equals === -1 || cookie.slice(0, equals).trim() !== userTokenName) continue;
    const value = cookie.slice(equals + 1).trim();
    if (value !== '') values.push(value);
  }
  return values;
}
