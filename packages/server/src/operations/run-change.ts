import { ChaveiroError } from '../domain/errors.ts';
import type { Changed, ChangeOutcome, WriteTransaction } from '../storage/storage.ts';
import type { OperationContext } from './context.ts';

/**
 * Runs one change and waits until this process decides by it; or, where `work` refuses, until it decides
 * by what `work` has seen: whoever hears that a renewal is finished already finds its old token dead.
 *
 * @param work is given the moment of the change, milliseconds since 1970
 */
export async function runChange<T>(
  context: OperationContext,
  work: (tx: WriteTransaction, now: number) => Promise<ChangeOutcome<T>>,
): Promise<Changed<T>> {
  const now = context.clock();
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
  const changed = await context.storage.change<T>(now, attempt);
  await context.onChanged(changed.revision);
  for (const refusal of refusals) throw refusal;
  return changed;
}

/** An answer to what was asked, and not a database that failed. */
function isRefusal(error: unknown): error is ChaveiroError {
  return error instanceof ChaveiroError && error.code !== 'storage_busy' && error.code !== 'storage_unavailable';
}
