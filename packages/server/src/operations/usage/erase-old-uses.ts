import { keptSince } from '../../domain/key-use.ts';
import type { UsageStore } from '../../storage/storage.ts';

const rowsErasedAtOnce = 500;

/** Erases the counts of hours and days that are kept no longer, a few rows at a time, so that batches of use get their turn. */
export async function eraseOldUses(usage: UsageStore, now: number): Promise<void> {
  while (await usage.eraseUses(keptSince(now), rowsErasedAtOnce));
}
