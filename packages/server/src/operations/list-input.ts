import { ChaveiroError } from '../domain/errors.ts';
import { isRoleId } from '../domain/role.ts';

/** Throws `invalid_request` for a length that no page has. */
export function checkPageLimit(limit: number, what: 'keys' | 'events'): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 200) return;
  throw new ChaveiroError('invalid_request', `A page has 1 to 200 ${what}.`, { field: 'limit' });
}

/** Throws `invalid_request` for what is no role's id. */
export function checkRoleFilter(role: number | undefined): void {
  if (role === undefined || isRoleId(role)) return;
  throw new ChaveiroError('invalid_request', 'The id of a role is a whole number from 1 on.', { field: 'role' });
}
