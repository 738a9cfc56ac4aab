import { ChaveiroError } from '../domain/errors.ts';
import { isKeyId } from '../domain/key-string.ts';
import type { Option, Parameter } from './command.ts';

/** The parameter of the commands about one key. */
export const keyParameter = {
  name: 'KEY',
  description: 'the key string (appKey) or the id of a key',
} as const satisfies Parameter;

/** The account of the commands about one key. */
export const keyAccountOption = {
  takes: 'NAME',
  description: 'the account that owns the key; needed with an id, otherwise read from the key string',
} as const satisfies Option;

/**
 * The key that a command is about. A key string that Chaveiro made, `{prefix}-{account}-{letters}`,
 * names its account; an id does not, and then the account has to be said.
 */
export function keyArgument(key: string, account: string | undefined): { account: string; key: string } {
  const named = account ?? /^[^-]+-([a-z][a-z0-9]{1,39})-[A-Z]{6}$/.exec(key)?.[1];
  if (named === undefined) {
    const why = isKeyId(key) ? 'An id does not name its account' : `"${key}" does not name its account`;
    throw new ChaveiroError('invalid_request', `${why}: add --account NAME.`);
  }
  return { account: named, key };
}
