import type { Changed, ChangeOutcome, WriteTransaction } from '../storage/storage.ts';
import type { OperationContext } from './context.ts';
import { runChange } from './run-change.ts';

/**
 * Runs one change, as `runChange` does. A dry run does all of the same and is then rolled back: it
 * answers what would happen, changes nothing, and leaves no event.
 */
export async function runOrTryChange<T>(
  context: OperationContext,
  dryRun: boolean | undefined,
  work: (tx: WriteTransaction, now: number) => Promise<ChangeOutcome<T>>,
): Promise<Changed<T>> {
  return dryRun === true ? await tryChange(context, work) : await runChange(context, work);
}

/** The dry run alone. */
export async function tryChange<T>(
  { clock, storage }: Pick<OperationContext, 'clock' | 'storage'>,
  work: (tx: WriteTransaction, now: number) => Promise<ChangeOutcome<T>>,
): Promise<Changed<T>> {
  const now = clock();
  return await storage.change<T>(now, async (tx) => {
    const { value } = await work(tx, now);
    return { event: null, value };
  });
}
