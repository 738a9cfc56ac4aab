import { ChaveiroError } from './errors.ts';
import { secretIn } from './secret-in-text.ts';

/**
 * A local part, one `@`, and a host name with a dot, all in ASCII: addresses in other letters could
 * be taken for each other, and hosts have an ASCII form. Whether a letter arrives, only a letter can tell.
 */
const EMAIL =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/i;

/**
 * An e-mail address in the one form in which it is stored and compared: trimmed, in lower case. No
 * mail system in use tells addresses apart by letter case alone. `undefined` for what is no address,
 * or has a secret before its `@`: the address would be shown wherever the person is.
 */
export function readEmail(text: string): string | undefined {
  const email = text.trim();
  if (email.length > 254 || email.indexOf('@') > 64 || !EMAIL.test(email)) return undefined;
  return secretIn(email) === undefined ? email.toLowerCase() : undefined;
}

/**
 * The same, for what has to be an address. Throws `invalid_request`.
 *
 * @param field where the address stands in the input
 */
export function parseEmail(text: string, field: string): string {
  const email = readEmail(text);
  if (email !== undefined) return email;
  throw new ChaveiroError('invalid_request', 'An e-mail address looks like "ana@lojaverde.example".', { field });
}
