import { ChaveiroError } from '../../domain/errors.ts';
import type { AttemptLimit } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { minutesText } from '../time-text.ts';

/** In any hour at most ten: five at once, and one more every twelve minutes. */
const attempts: AttemptLimit = { burst: 5, intervalMs: 12 * 60_000 };

/**
 * Tries a password, unless too many were tried for the subject. The attempt is taken before the password is
 * looked at, so that many at the same time are no way around the limit, and given back when it was right.
 *
 * Throws `too_many_attempts`, without a look at the password.
 */
export async function countingAttempt(
  { storage, clock }: OperationContext,
  subject: Uint8Array,
  isRight: () => Promise<boolean>,
): Promise<boolean> {
  const now = clock();
  const nextAt = await storage.signIns.takeAttempt(subject, now, attempts);
  if (nextAt !== null) {
    const retryAfterSeconds = Math.max(1, Math.ceil((nextAt - now) / 1000));
    throw new ChaveiroError(
      'too_many_attempts',
      `Too many passwords were tried for this e-mail address. Try again in ${minutesText(nextAt - now)}, ` +
        'on a device on which you have signed in before, or at once with a code: where you are signed in, by the ' +
        'operator (chaveiro user sign-in-code), or by a password link of an administrator.',
      { retryAfterSeconds },
    );
  }
  let isDone = false;
  try {
    isDone = await isRight();
    return isDone;
  } catch (error) {
    // Nothing was tried.
    isDone = true;
    throw error;
  } finally {
    if (isDone) await storage.signIns.returnAttempt(subject, attempts);
  }
}
