import { type DecisionCode, decisionCodes } from './decision-codes.ts';

/** Every code that is no "yes". */
export type RefusalCode = Exclude<DecisionCode, 'allowed'>;

/** In the order of precedence. */
export const refusalCodes = (Object.keys(decisionCodes) as DecisionCode[]).filter((code) => code !== 'allowed');

/** What a denial says to its reader, alike for every request. */
export const refusalDetails: Readonly<Record<RefusalCode, string>> = {
  not_ready: 'The server has not yet read the keys.',
  too_stale: 'The server has been without news of the database for too long to decide.',
  overloaded: 'More credentials or passwords have to be checked than there is time for; try again in some seconds.',
  misconfigured: "The gateway's configuration is wrong; the server's log says how.",
  missing_credentials:
    'No credential was sent: `X-VTEX-API-AppKey` with `X-VTEX-API-AppToken`, `Authorization: Basic`, or a user token in `VtexIdclientAutCookie`.',
  ambiguous_credentials: 'More than one credential was sent, or one of them twice.',
  invalid_credentials: 'The credential is malformed, unknown, wrong or no longer alive.',
  key_inactive: 'The key, or the account that owns it, is inactive.',
  token_expired: 'The token is older than the renewal period of an account that enforces it.',
  account_inactive: 'The account is inactive: only an operator can change that.',
  bad_path: 'The path is not in canonical form.',
  unknown_route: 'No route of the API has this method and path.',
  no_grant: 'The key, or the user, has no role in this account.',
  resource_denied:
    'No role of the key, or the user, in this account holds what this needs; `missingResources` names it.',
};

/** An error as HTTP tells it: RFC 9457, with the code and what the code brings along. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
}

/** RFC 9457, section 3. */
export const problemMediaType = 'application/problem+json';

/** After how many seconds a caller that was answered 503 may come back. */
const retryAfterSeconds = 1;

/**
 * What a 401 has to say (RFC 9110, section 11.6.1), whichever way a caller has: Basic, which every client
 * knows, first; the schemes of the other two are named after what is sent in headers of their own.
 */
const challenge =
  'Basic realm="chaveiro", charset="UTF-8", ' +
  'AppKey realm="chaveiro", headers="X-VTEX-API-AppKey X-VTEX-API-AppToken", ' +
  'UserToken realm="chaveiro", headers="VtexIdclientAutCookie"';

/** Puts a problem document together. `type` and `title` depend on nothing but the code. */
export function problemDocument<Fields extends object>(
  code: string,
  status: number,
  detail: string,
  fields: Fields,
): Problem & Fields {
  const title = code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');
  return { type: `urn:chaveiro:error:${code}`, title, status, detail, code, ...fields };
}

/** Headers that go with a status besides the media type. */
export function problemHeaders(status: number): Readonly<Record<string, string>> {
  if (status === 401) return { 'WWW-Authenticate': challenge };
  return status === 503 ? { 'Retry-After': String(retryAfterSeconds) } : {};
}

/** What is known of one denial beyond its code. */
export interface RefusalReason {
  readonly missingResources?: readonly string[];
  /** Instead of what the code says alike for every request. */
  readonly detail?: string;
}

/** A denial as a problem document. */
export function refusalProblem(code: RefusalCode, { missingResources, detail }: RefusalReason = {}) {
  const fields = missingResources === undefined ? {} : { missingResources };
  return problemDocument(code, decisionCodes[code].status, detail ?? refusalDetails[code], fields);
}
