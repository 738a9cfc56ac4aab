import { ChaveiroError } from '../../domain/errors.ts';
import { cannotBeUsed, diskIsFull } from '../queries/unexplained.ts';
import type { SqliteFailure } from './protocol.ts';

// Primary result codes of https://www.sqlite.org/rescode.html; the lowest byte of an extended one.
const busyCodes: ReadonlySet<number> = new Set([5, 6]);
const constraint = 19;
const programMistakes: ReadonlySet<number> = new Set([1, constraint, 20, 21, 25]);

const full = 13;

/** What an operator can mend, by the primary code; SQLite's own words are in the cause. */
const sentences: ReadonlyMap<number, string> = new Map([
  [8, 'The file of the database, its folder or its disk is read only.'],
  [26, 'The file is no database of SQLite.'],
]);

/** Whether another connection holds the lock that was asked for. */
export function isBusy({ resultCode }: SqliteFailure): boolean {
  return busyCodes.has(resultCode & 0xff);
}

/** What an operation gets to see instead of an error of SQLite. */
export function translateFailure(failure: SqliteFailure): ChaveiroError {
  const cause = new Error(`SQLite ${failure.resultCode}: ${failure.message}`);
  if (isBusy(failure)) return storageBusy(cause);
  if ((failure.resultCode & 0xff) === full) return new ChaveiroError('storage_unavailable', diskIsFull, {}, cause);
  const sentence = sentences.get(failure.resultCode & 0xff);
  if (sentence !== undefined) {
    return new ChaveiroError('storage_unavailable', `${sentence} Nothing was done.`, {}, cause);
  }
  if (programMistakes.has(failure.resultCode & 0xff)) {
    return new ChaveiroError('internal', 'A query failed.', {}, cause);
  }
  return storageUnavailable(cause);
}

export function storageBusy(cause?: unknown): ChaveiroError {
  return new ChaveiroError(
    'storage_busy',
    'Another change holds the database; nothing was done, try again.',
    {},
    cause,
  );
}

export function storageUnavailable(cause?: unknown): ChaveiroError {
  return new ChaveiroError('storage_unavailable', cannotBeUsed, {}, cause);
}
