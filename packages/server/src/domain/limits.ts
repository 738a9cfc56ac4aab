import { ChaveiroError } from './errors.ts';

/** How many of a kind one thing may have. */
export interface Limit {
  readonly most: number;
  /** What they are, such as `roles`; clients call the field so, too. */
  readonly what: string;
  /** What has them, for the message. */
  readonly whose: string;
}

/** Of a key, of a key of another account and of a user, in one account. */
export const rolesLimit: Limit = { most: 100, what: 'roles', whose: 'Keys and users have' };

/** Of a custom role; a predefined one has what its template has. */
export const resourcesLimit: Limit = { most: 1000, what: 'resources', whose: 'A role has' };

/**
 * A limit is a rule of what comes of a change, by whatever door it came. Who has more already may lose some of it,
 * and gets nothing in addition. Throws `invalid_request`, with the number.
 */
export function checkLimit<T>({ most, what, whose }: Limit, had: readonly T[], result: readonly T[]): void {
  if (result.length <= most) return;
  const before = new Set(had);
  if (result.every((each) => before.has(each))) return;
  throw new ChaveiroError('invalid_request', `${whose} at most ${most} ${what}, and these would be ${result.length}.`, {
    field: what,
    limit: most,
  });
}
