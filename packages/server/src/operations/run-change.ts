import type { Changed, ChangeOutcome, WriteTransaction } from '../storage/storage.ts';
import type { OperationContext } from './context.ts';
import { findKeptAnswer, keepAnswer } from './repeatable-request.ts';

/**
 * Runs one change and waits until this process decides by it.
 *
 * Of a repeatable request that was answered before, the kept answer is the value and nothing is done.
 * Once its secrets are erased it lacks them, and has `replayed: true` instead, although `T` says
 * otherwise: only `http` sends such requests, and passes the value on as it is.
 *
 * @param work is given the moment of the change, milliseconds since 1970
 */
export async function runChange<T>(
  context: OperationContext,
  work: (tx: WriteTransaction, now: number) => Promise<ChangeOutcome<T>>,
): Promise<Changed<T>> {
  const now = context.clock();
  const { request } = context;
  const changed = await context.storage.change<T>(now, async (tx) => {
    if (request === undefined) return await work(tx, now);
    // Under the lock of changes: of the same request twice at once, the second finds the answer of the first.
    const kept = await findKeptAnswer(tx, now, request);
    if (kept !== undefined) return { event: null, value: kept.value as T };
    const outcome = await work(tx, now);
    if (outcome.event !== null) await keepAnswer(tx, request, outcome.value);
    return outcome;
  });
  await context.onChanged(changed.revision);
  return changed;
}
