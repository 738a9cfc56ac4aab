import { ChaveiroError } from '../domain/errors.ts';
import type { Changed, ChangeOutcome, WriteTransaction } from '../storage/storage.ts';
import type { OperationContext } from './context.ts';
import { findKeptAnswer, keepAnswer } from './repeatable-request.ts';

/**
 * Runs one change and waits until this process decides by it; or, where `work` refuses, until it decides
 * by what `work` has seen: whoever hears that a renewal is finished already finds its old token dead.
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
  const refusals: ChaveiroError[] = [];
  const attempt = async (tx: WriteTransaction): Promise<ChangeOutcome<T>> => {
    try {
      return await work(tx, now);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refusals.push(error);
      // Rolled back all the same, and in this way with the revision of what it saw.
      return { event: null, value: undefined as T };
    }
  };
  const changed = await context.storage.change<T>(now, async (tx) => {
    if (request === undefined) return await attempt(tx);
    // Under the lock of changes: of the same request twice at once, the second finds the answer of the first.
    const kept = await findKeptAnswer(tx, now, request);
    if (kept !== undefined) return { event: null, value: kept.value as T };
    const outcome = await attempt(tx);
    if (outcome.event !== null) await keepAnswer(tx, request, outcome.value);
    return outcome;
  });
  await context.onChanged(changed.revision);
  for (const refusal of refusals) throw refusal;
  return changed;
}

/** An answer to what was asked, and not a database that failed. */
function isRefusal(error: unknown): error is ChaveiroError {
  return error instanceof ChaveiroError && error.code !== 'storage_busy' && error.code !== 'storage_unavailable';
}
