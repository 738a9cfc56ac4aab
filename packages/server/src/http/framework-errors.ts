import { ChaveiroError } from '../domain/errors.ts';
import { type Problem, problemOf } from './errors.ts';
import { payloadTooLarge, unsupportedMediaType } from './json-body.ts';

/** So large a body may be, everywhere but before decisions. */
export const bodyLimitBytes = 64 * 1024;

/** The problem of whatever was thrown; of what the framework refuses, in our words: its own may quote what was sent. */
export function problemOfFramework(error: unknown): Problem {
  if (error instanceof ChaveiroError || !(error instanceof Error)) return problemOf(error);
  const { code, statusCode } = error as Error & { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return problemOf(payloadTooLarge(bodyLimitBytes));
  if (statusCode === 415) return problemOf(unsupportedMediaType());
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return problemOf(new ChaveiroError('not_found', 'There is no such thing.'));
  if (code === 'FST_ERR_BAD_URL') {
    return problemOf(new ChaveiroError('invalid_request', 'The address has a broken percent escape.'));
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return problemOf(new ChaveiroError('invalid_request', 'The body does not arrive as its headers announce it.'));
  }
  return problemOf(error);
}
