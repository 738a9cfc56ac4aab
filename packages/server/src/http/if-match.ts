import { ChaveiroError } from '../domain/errors.ts';

/** The header by which a change says which version it is for (RFC 9110, section 13.1.1). */
export const ifMatchHeader = 'If-Match';

const entityTags = /^\s*"[\x21\x23-\x7e]*"(?:\s*,\s*"[\x21\x23-\x7e]*")*\s*$/;

/**
 * The versions that the header names; `undefined` without one, and for `*`, which is any.
 *
 * Throws `invalid_request` for what is none: a condition that is not understood is not kept either.
 */
export function readIfMatch(header: string | undefined): readonly string[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  if (entityTags.test(header)) return [...header.matchAll(/"([^"]*)"/g)].map(([, version = '']) => version);
  throw new ChaveiroError(
    'invalid_request',
    `The header ${ifMatchHeader} takes a "version" as it was answered, between quotation marks and without W/ before them.`,
    { field: ifMatchHeader },
  );
}
