import type { Actor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { evidenceSince, lastDays, maxUsageDays } from '../../domain/key-use.ts';
import type { OperationContext } from '../context.ts';
import { getKey } from '../keys/get-key.ts';
import { authorizeInAccount } from '../rights.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { dayText } from './requests-by-day.ts';

export interface ShowKeyUsageInput {
  readonly account: string;
  /** The key's id or key string. */
  readonly key: string;
  /** 1 to 90, default 14: the running day and those before it. */
  readonly days?: number | undefined;
}

export interface KeyUsageView extends Evidence {
  /** The oldest first, without gaps. */
  readonly days: readonly {
    /** Such as `2026-03-01`, UTC. */
    readonly day: string;
    readonly allowed: number;
    /** By code; also wrong tokens, as `invalid_credentials`. */
    readonly denied: Readonly<Record<string, number>>;
  }[];
}

/**
 * How a generated key was used, in all accounts together. Needs ViewApiKeys or RenewApiToken.
 *
 * Throws `invalid_request` for a number of days out of range, `not_found` and what `authorizeInAccount` throws.
 */
export async function showKeyUsage(
  context: OperationContext,
  actor: Actor,
  { account: accountName, key: named, days: count = 14 }: ShowKeyUsageInput,
): Promise<KeyUsageView> {
  if (!Number.isInteger(count) || count < 1 || count > maxUsageDays) {
    throw new ChaveiroError('invalid_request', `"days" takes 1 to ${maxUsageDays}.`, { field: 'days' });
  }
  const now = context.clock();
  const days = lastDays(now, count);
  const since = evidenceSince(now);
  return await context.storage.read(async (tx) => {
    const { account } = await authorizeInAccount(tx, now, actor, accountName, ['ViewApiKeys', 'RenewApiToken']);
    const key = await getKey(tx, account.id, named);
    const usage = await tx.readKeyUsage(key.id, { ...since, day: Math.min(since.day, ...days) });
    return { ...evidenceOf(key, usage, now), days: days.map((day) => viewOfDay(day, usage.days)) };
  });
}

function viewOfDay(day: number, counts: readonly { day: number; code: string; requests: number }[]) {
  let allowed = 0;
  const denied: Record<string, number> = {};
  for (const { day: counted, code, requests } of counts) {
    if (counted !== day) continue;
    if (code === 'allowed') allowed += requests;
    else denied[code] = (denied[code] ?? 0) + requests;
  }
  return { day: dayText(day), allowed, denied };
}
