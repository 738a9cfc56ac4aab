import type { Account } from '../../domain/account.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { ReadTransaction, WriteTransaction } from '../../storage/storage.ts';
import { minutesText } from '../time-text.ts';

/** Failed look-ups of key strings allowed per account and hour. */
const guessesPerHour = 20;
const hourMs = 3_600_000;

/**
 * Throws `too_many_unknown_keys` when the account has tried too many key strings in vain. What it tried
 * is in the database, so the limit holds across processes and restarts, and no two at once slip past.
 *
 * @returns how many it has tried within the last hour
 */
export async function checkGuesses(tx: ReadTransaction, now: number, account: Account): Promise<number> {
  const failures = await tx.listExternalKeyFailures(account.id, now - hourMs);
  if (failures.length < guessesPerHour) return failures.length;
  const [oldest = now] = failures.slice(-guessesPerHour);
  // A clock that was set back does not lock an account out for longer than the hour.
  const waitMs = Math.min(oldest + hourMs - now, hourMs);
  throw new ChaveiroError(
    'too_many_unknown_keys',
    `The account has tried ${guessesPerHour} key strings within an hour that no other account has. Ask whoever owns the ` +
      `key for its key string, and try again in ${minutesText(waitMs)}.`,
    { retryAfterSeconds: Math.ceil(waitMs / 1000) },
  );
}

/** Counts one more. */
export async function countGuess(tx: WriteTransaction, now: number, account: Account): Promise<void> {
  await tx.insertExternalKeyFailure({ accountId: account.id, failedAt: now, forgetUntil: now - hourMs });
}
