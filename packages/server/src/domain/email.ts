import { ChaveiroError } from './errors.ts';
import { isOneLine } from './short-text.ts';

/** Something, one `@`, and a host name with a dot: whether a letter arrives, only a letter can tell. */
const EMAIL = /^[^\s@"(),:;<>[\\\]]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?\.[\p{L}\p{N}-]{2,63}$/u;

/**
 * An e-mail address in the one form in which it is stored and compared: trimmed, NFC, lower case.
 * No mail system in use tells addresses apart by letter case alone. Throws `invalid_request`.
 *
 * @param field where the address stands in the input
 */
export function parseEmail(text: string, field: string): string {
  const email = text.trim().normalize('NFC').toLowerCase();
  if (email.length > 254 || !isOneLine(email) || email.includes('..') || !EMAIL.test(email)) {
    throw new ChaveiroError('invalid_request', 'An e-mail address looks like "ana@lojaverde.example".', { field });
  }
  return email;
}
