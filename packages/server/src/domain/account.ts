import { ChaveiroError } from './errors.ts';

/** What an account decides about the age of its own keys. */
export interface AccountSettings {
  /** After how many months a token is outdated. */
  readonly renewalPeriodMonths: 3 | 6;
  /** Whether a token of that age is denied; otherwise age is only shown. */
  readonly enforceExpiry: boolean;
}

/** A tenant. */
export interface Account extends AccountSettings {
  readonly id: number;
  readonly name: string;
  readonly isActive: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Live keys that the account owns. */
  readonly keyCount: number;
}

/** The settings alone. */
export function settingsOf({ renewalPeriodMonths, enforceExpiry }: AccountSettings): AccountSettings {
  return { renewalPeriodMonths, enforceExpiry };
}

const ACCOUNT_NAME = /^[a-z][a-z0-9]{1,39}$/;

/** Whether an account could have this name: whatever else is asked for does not exist. */
export function isAccountName(name: string): boolean {
  return ACCOUNT_NAME.test(name);
}

/** Names that would be mistaken for a part of an address or for the system itself. */
const reservedNames: ReadonlySet<string> = new Set([
  'account',
  'accounts',
  'admin',
  'administrator',
  'any',
  'api',
  'app',
  'assets',
  'auth',
  'audit',
  'chaveiro',
  'credentials',
  'demo',
  'docs',
  'forward',
  'health',
  'healthz',
  'help',
  'internal',
  'key',
  'keys',
  'localhost',
  'login',
  'mail',
  'metrics',
  'null',
  'operator',
  'public',
  'readyz',
  'root',
  'session',
  'setup',
  'static',
  'status',
  'support',
  'system',
  'test',
  'undefined',
  'verify',
  'well',
  'www',
]);

/** Checks a name that somebody chose for a new account; throws `invalid_request`. */
export function checkAccountName(name: string): void {
  if (!isAccountName(name)) {
    throw new ChaveiroError(
      'invalid_request',
      'An account name starts with a letter and has 2 to 40 lower-case letters and digits, such as "lojaverde".',
      { field: 'account' },
    );
  }
  if (reservedNames.has(name)) {
    throw new ChaveiroError('invalid_request', `The name "${name}" is reserved. Choose another one.`, {
      field: 'account',
    });
  }
}
