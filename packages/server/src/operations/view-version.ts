import { createHash } from 'node:crypto';
import { errorCodes } from '../domain/error-codes.ts';
import { ChaveiroError } from '../domain/errors.ts';

/** The versions that a change may find, whichever of them it is; absent where any will do. */
export type ExpectedVersions = readonly string[] | undefined;

/** Characters of a version: 96 bits. */
const versionLength = 16;

/**
 * Tells one state of a thing from every other, for whoever changes it: a digest of what people set, and not of
 * what time or use make of it. Two states are told apart exactly if they differ; it tells nothing of other accounts.
 *
 * @param state plain values, always in the same order
 */
export function versionOf(state: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, versionLength);
}

/** Throws `changed_meanwhile`, with the thing as it is, unless it is in a version that is expected. */
export function checkVersion(expected: ExpectedVersions, current: { readonly version: string }): void {
  if (expected === undefined || expected.includes(current.version)) return;
  throw changedMeanwhile(current);
}

/** @param current the thing as whoever wanted to change it may see it */
export function changedMeanwhile(current: object): ChaveiroError {
  return new ChaveiroError('changed_meanwhile', errorCodes.changed_meanwhile, { current });
}
