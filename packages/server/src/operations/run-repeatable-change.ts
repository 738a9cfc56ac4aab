import type { Changed, ChangeOutcome, WriteTransaction } from '../storage/storage.ts';
import type { RepeatableContext } from './context.ts';
import { findIdempotencyRecord, keepAnswer, type SecretField } from './repeatable-request.ts';
import { runChange } from './run-change.ts';

/**
 * Runs one change, as `runChange` does, for an operation whose request its client may send again: of one
 * that was answered before, the kept answer is the value and nothing is done.
 *
 * Once its secrets are erased the kept answer lacks them, and has `replayed: true` instead, although `T`
 * says otherwise: only `http` sends such requests, and passes the value on as it is.
 *
 * @param secretFields what of the answer delivers a secret, and is kept for a few minutes only, sealed
 */
export async function runRepeatableChange<T>(
  { request, ...context }: RepeatableContext,
  secretFields: readonly SecretField[],
  work: (tx: WriteTransaction, now: number) => Promise<ChangeOutcome<T>>,
): Promise<Changed<T>> {
  if (request === undefined) return await runChange(context, work);
  return await runChange(context, async (tx, now) => {
    // Under the lock of changes: of the same request twice at once, the second finds the answer of the first.
    const kept = await findIdempotencyRecord(tx, now, request);
    if (kept !== undefined) return { event: null, value: kept.value as T };
    const outcome = await work(tx, now);
    if (outcome.event !== null) await keepAnswer(tx, request, outcome.value, secretFields);
    return outcome;
  });
}
