import { dayOf, hourOf, type KeyUse, lastDays, maxUsageDays } from '../../domain/key-use.ts';
import type { OperationContext } from '../../operations/context.ts';

/** How busy a key is meant to look. */
export interface InventedUse {
  /** The id of the key. */
  readonly key: string;
  readonly account: string;
  /** Allowed requests of an ordinary day. */
  readonly aDay: number;
  /** Of a hundred requests so many lack a resource. */
  readonly deniedPercent?: number;
  /** Days since it was last used. */
  readonly endedDaysAgo?: number;
}

/**
 * Counts requests that nobody made, for as long as the pages look back, so that charts and evidence show what they are for.
 * The same in every run but for the day: weekends are quiet, and every key has its own weeks.
 */
export async function inventUse(operations: OperationContext, invented: readonly InventedUse[]): Promise<void> {
  const now = operations.clock();
  const uses: KeyUse[] = [];
  for (const [place, each] of invented.entries()) {
    const { tokens, accountId } = await operations.storage.read(async (tx) => ({
      tokens: (await tx.readKeyUsage(each.key, { hour: now, day: now })).tokens,
      accountId: (await tx.findAccountByName(each.account))?.id,
    }));
    if (accountId === undefined) throw new Error(`The demo has no account ${each.account}.`);
    const end = dayOf(now) - (each.endedDaysAgo ?? 0) * 86_400_000;
    for (const [age, day] of lastDays(now, maxUsageDays).entries()) {
      // What a token was used for before there was it would be strange.
      const token = tokens.findLast(({ createdAt }) => dayOf(createdAt) <= day);
      if (token === undefined || day > end) continue;
      const at = Math.min(day + 14 * 3_600_000, now - (place + 1) * 60_000);
      const count = requestsOf(each.aDay, day, age + 17 * place);
      const denied = Math.round((count * (each.deniedPercent ?? 0)) / 100);
      const use = {
        keyId: each.key,
        tokenId: token.id,
        accountId,
        hour: hourOf(at),
        lastAt: at,
        address: `203.0.113.${place + 7}`,
      };
      uses.push({ ...use, code: 'allowed', count: count - denied });
      if (denied > 0) uses.push({ ...use, code: 'resource_denied', count: denied });
    }
  }
  await operations.storage.usage.addUses(uses);
}

function requestsOf(aDay: number, day: number, phase: number): number {
  const weekday = new Date(day).getUTCDay();
  const quiet = weekday === 0 || weekday === 6 ? 0.35 : 1;
  const wave = 1 + 0.3 * Math.sin(phase / 5) + 0.15 * Math.sin(phase * 1.7);
  return Math.max(1, Math.round(aDay * quiet * wave));
}
