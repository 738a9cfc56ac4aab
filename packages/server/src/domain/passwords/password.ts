import { ChaveiroError } from '../errors.ts';
import { isOneLine, lengthOf } from '../short-text.ts';
import { unguessableLength } from './guessable-parts.ts';

declare const passwordBrand: unique symbol;

/** A password in the one form in which it is hashed (NFC), whatever keyboard it was typed on. */
export type Password = string & { readonly [passwordBrand]: true };

/** NIST SP 800-63B-4, section 3.1.1.2: 15 where the password is all there is, and no rules about its characters. */
const minLength = 15;
const maxLength = 256;

/** Characters that have to be left once everything that people try first is taken away. */
const minUnguessable = 8;

/** A password that somebody typed to sign in. It may be anything, also one that no rule would let through. */
export function readPassword(text: string): Password {
  return text.normalize('NFC') as Password;
}

/**
 * Checks a password that somebody chose. Throws `invalid_request`, which never repeats it.
 *
 * @param names what those who know the user try first: e-mail address, names of accounts
 * @param field where it stands in the input
 */
export function parsePassword(text: string, names: readonly string[], field: string): Password {
  const password = readPassword(text);
  const length = lengthOf(password);
  if (length < minLength || length > maxLength || !isOneLine(password)) {
    throw new ChaveiroError(
      'invalid_request',
      `A password has ${minLength} to ${maxLength} characters on one line, of any kind: four or five words will do.`,
      { field },
    );
  }
  if (unguessableLength(password, names) < minUnguessable) {
    throw new ChaveiroError(
      'invalid_request',
      'This password is made of what is tried first: common words and passwords, rows of keys, repetitions, years, ' +
        'or the names of user and account. Add some words that have nothing to do with it.',
      { field },
    );
  }
  return password;
}
