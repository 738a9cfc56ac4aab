import {
  type Problem as PlainProblem,
  problemDocument,
  problemHeaders as problemHeadersOf,
  problemMediaType,
} from '#engine';
import { type ErrorCode, errorCodes } from '../domain/error-codes.ts';
import { ChaveiroError, type ErrorFields } from '../domain/errors.ts';
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
export type Problem = PlainProblem & ErrorFields;

/**
 * The problem document of whatever was thrown.
 *
 * What failed on our side (5xx) is described by its code alone: a message that was written for the
 * log may name hosts, files or statements.
 */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof ChaveiroError)) return problemDocument('internal', 500, errorCodes.internal, {});
  const status = errorStatus[error.code];
  if (status >= 500) return problemDocument(error.code, status, errorCodes[error.code], {});
  const { field } = error.fields;
  const fields = field === undefined ? error.fields : { ...error.fields, field: maskTokens(field) };
  return problemDocument(error.code, status, maskTokens(error.message), fields);
}

/** Headers that go with a problem besides its media type. */
export function problemHeaders(problem: Problem): Readonly<Record<string, string>> {
  if (problem.status !== 401 && problem.retryAfterSeconds !== undefined) {
    return { 'Retry-After': String(problem.retryAfterSeconds) };
  }
  return problemHeadersOf(problem.status);
}

/** The whole answer. */
export function problemAnswer(problem: Problem, more: Readonly<Record<string, string>> = {}): EndpointAnswer {
  const headers = { 'Content-Type': problemMediaType, ...problemHeaders(problem), ...more };
  return { status: problem.status, headers, body: JSON.stringify(problem) };
}
