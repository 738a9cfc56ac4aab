import { ChaveiroError, type ErrorCode, type ErrorFields, errorCodes } from '../domain/errors.ts';
import { maskTokens } from '../domain/mask-tokens.ts';
import type { EndpointAnswer } from './endpoint.ts';

/** Error code to HTTP status: the only such table. It does not compile when a code is missing. */
export const errorStatus: Readonly<Record<ErrorCode, number>> = {
  invalid_request: 400,
  missing_credentials: 401,
  ambiguous_credentials: 401,
  invalid_credentials: 401,
  sign_in_needed: 401,
  too_many_attempts: 429,
  cross_site_request: 403,
  link_not_yours: 403,
  key_inactive: 401,
  token_expired: 401,
  account_inactive: 403,
  resource_missing: 403,
  above_own_rights: 403,
  own_rights: 403,
  own_renewal: 403,
  owner_role_fixed: 409,
  predefined_role_fixed: 409,
  not_found: 404,
  method_not_allowed: 405,
  link_gone: 410,
  account_exists: 409,
  user_exists: 409,
  already_joined: 409,
  not_joined: 409,
  member_elsewhere: 403,
  last_owner: 409,
  role_name_taken: 409,
  role_in_use: 409,
  key_string_taken: 409,
  external_key_exists: 409,
  renewal_pending: 409,
  link_unopened: 409,
  link_expired: 409,
  idempotency_key_reused: 422,
  changed_meanwhile: 412,
  no_renewal: 404,
  external_key_deleted: 409,
  management_right_fixed: 409,
  route_conflict: 409,
  too_many_unknown_keys: 429,
  payload_too_large: 413,
  unsupported_media_type: 415,
  storage_busy: 503,
  storage_unavailable: 503,
  outcome_unknown: 500,
  not_ready: 503,
  too_stale: 503,
  overloaded: 503,
  server_unreachable: 500,
  cannot_listen: 500,
  pepper_missing: 500,
  schema_too_new: 500,
  internal: 500,
};

/** An error as HTTP tells it: RFC 9457, with the code and what the code brings along. */
export interface Problem extends ErrorFields {
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
export function problemDocument(code: string, status: number, detail: string, fields: ErrorFields = {}): Problem {
  const title = code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');
  return { type: `urn:chaveiro:error:${code}`, title, status, detail, code, ...fields };
}

/**
 * The problem document of whatever was thrown.
 *
 * What failed on our side (5xx) is described by its code alone: a message that was written for the
 * log may name hosts, files or statements.
 */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof ChaveiroError)) return problemDocument('internal', 500, errorCodes.internal);
  const status = errorStatus[error.code];
  if (status >= 500) return problemDocument(error.code, status, errorCodes[error.code]);
  const { field } = error.fields;
  const fields = field === undefined ? error.fields : { ...error.fields, field: maskTokens(field) };
  return problemDocument(error.code, status, maskTokens(error.message), fields);
}

/** Headers that go with a problem besides its media type. */
export function problemHeaders(problem: Problem): Readonly<Record<string, string>> {
  if (problem.status === 401) return { 'WWW-Authenticate': challenge };
  if (problem.retryAfterSeconds !== undefined) return { 'Retry-After': String(problem.retryAfterSeconds) };
  if (problem.status === 503) return { 'Retry-After': String(retryAfterSeconds) };
  return {};
}

/** The whole answer. */
export function problemAnswer(problem: Problem, more: Readonly<Record<string, string>> = {}): EndpointAnswer {
  const headers = { 'Content-Type': problemMediaType, ...problemHeaders(problem), ...more };
  return { status: problem.status, headers, body: JSON.stringify(problem) };
}
