import pg from 'pg';
import { ChaveiroError } from '../../domain/errors.ts';
import { cannotBeReached } from '../queries/unexplained.ts';

// Codes of https://www.postgresql.org/docs/current/errcodes-appendix.html: deadlock_detected,
// serialization_failure, lock_not_available.
const busyCodes: ReadonlySet<string> = new Set(['40P01', '40001', '55P03']);

/** Classes of data exceptions, violated constraints, transactions in a wrong state, and wrong SQL. */
const programMistakes: ReadonlySet<string> = new Set(['22', '23', '25', '42']);

/** Ends a transaction that idled, which a process does that hangs, not one that is wrong. */
const idleTooLong = '25P03';

/** How pg-pool says that all of its connections were in use for too long. */
const poolTimeoutMessage = 'timeout exceeded when trying to connect';

/** What an operator can mend, by the code or its class; the server's own words are in the cause. */
const sentences: readonly (readonly [string, string])[] = [
  ['25006', 'The database takes no changes: it is a standby, or was set to be read only.'],
  ['42501', 'The role that Chaveiro uses lacks a right in the database.'],
  ['53100', 'The disk of the database is full.'],
  ['53300', 'The database has no free connection.'],
];

/** What an operation gets to see instead of an error of `pg`. */
export function translateError(error: unknown): ChaveiroError {
  if (error instanceof ChaveiroError) return error;
  if (!(error instanceof pg.DatabaseError)) return storageUnavailable(error);
  const code = error.code ?? '';
  if (busyCodes.has(code)) return storageBusy(error);
  const sentence = sentences.find(([each]) => each === code)?.[1];
  if (sentence !== undefined) {
    return new ChaveiroError('storage_unavailable', `${sentence} Nothing was done.`, {}, error);
  }
  if (code !== idleTooLong && programMistakes.has(code.slice(0, 2))) {
    return new ChaveiroError('internal', 'A query failed.', {}, error);
  }
  return storageUnavailable(error);
}

/** Whether the connection can be used after this error. After one of the connection itself it cannot. */
export function leavesConnectionUsable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR';
}

/** Whether the wait was for our own other queries, not for the server. */
export function isPoolTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === poolTimeoutMessage;
}

export function storageBusy(cause: unknown): ChaveiroError {
  return new ChaveiroError(
    'storage_busy',
    'Another change holds the database; nothing was done, try again.',
    {},
    cause,
  );
}

function storageUnavailable(cause: unknown): ChaveiroError {
  return new ChaveiroError('storage_unavailable', cannotBeReached, {}, cause);
}
