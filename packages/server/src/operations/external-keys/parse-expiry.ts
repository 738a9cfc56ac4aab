import { ChaveiroError } from '../../domain/errors.ts';
import { parseTime } from '../../domain/parse-time.ts';

/** When a grant is to end, milliseconds since 1970; throws `invalid_request` for what is no time or has passed. */
export function parseExpiry(text: string, now: number): number {
  const time = parseTime(text, 'expiresAt');
  if (time > now) return time;
  throw new ChaveiroError('invalid_request', '"expiresAt" has to lie in the future. To end it now, remove the key.', {
    field: 'expiresAt',
  });
}
