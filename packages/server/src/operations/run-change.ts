import type { Changed, ChangeOutcome, WriteTransaction } from '../storage/storage.ts';
import type { OperationContext } from './context.ts';

/**
 * Runs one change and waits until this process decides by it.
 *
 * @param work is given the moment of the change, milliseconds since 1970
 */
export async function runChange<T>(
  context: OperationContext,
  work: (tx: WriteTransaction, now: number) => Promise<ChangeOutcome<T>>,
): Promise<Changed<T>> {
  const now = context.clock();
  const changed = await context.storage.change(now, (tx) => work(tx, now));
  await context.onChanged(changed.revision);
  return changed;
}
