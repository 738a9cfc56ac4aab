import type { TokenRole } from '#engine';
import type { ApiKey } from '../../domain/api-key.ts';
import { evidenceSince } from '../../domain/key-use.ts';
import type { KeyUsage, ReadTransaction } from '../../storage/storage.ts';
import { timeText } from '../time-text.ts';

/** Requests with the right credential. */
export interface RequestCounts {
  readonly allowed: number;
  readonly denied: number;
}

/** How a key, or one of its tokens, was used: as of the last batch that each server has written. */
export interface Use {
  /** `null` for never. */
  readonly lastUsedAt: string | null;
  /** From where, if it is known. */
  readonly lastAddress: string | null;
  /** In the running hour and the 24 before it. */
  readonly last24Hours: RequestCounts;
  /** On the running day and the 14 before it (UTC). */
  readonly last14Days: RequestCounts;
}

/** What tells whether anybody still needs a key: its use in all accounts, and that of each live token. */
export interface Evidence extends Use {
  readonly tokens: readonly (Use & { readonly role: TokenRole; readonly createdAt: string })[];
}

/** What is known of the use of a key, before anything is taken from it. */
export async function readEvidence(tx: ReadTransaction, key: ApiKey, now: number): Promise<Evidence> {
  return evidenceOf(key, await tx.readKeyUsage(key.id, evidenceSince(now)), now);
}

/** @param usage reaches at least as far back as evidence does */
export function evidenceOf(key: Pick<ApiKey, 'lastUsedAt'>, usage: KeyUsage, now: number): Evidence {
  const { day: firstDay } = evidenceSince(now);
  const days = usage.days.filter(({ day, tokenId }) => day >= firstDay && tokenId !== null);
  const useOf = (
    last: { at: number; address: string } | undefined,
    isMeant: (tokenId: string | null) => boolean,
  ): Use => ({
    lastUsedAt: last === undefined ? null : timeText(last.at),
    lastAddress: last?.address ?? null,
    last24Hours: sum(usage.hours.filter(({ tokenId }) => isMeant(tokenId))),
    last14Days: sum(days.filter(({ tokenId }) => isMeant(tokenId)).map(countsOfDay)),
  });
  return {
    ...useOf(usage.lastUses[0], () => true),
    // Also that of a token that is gone, of which nothing else is kept.
    lastUsedAt: key.lastUsedAt === null ? null : timeText(key.lastUsedAt),
    lastAddress: usage.lastUses.find(({ at }) => at === key.lastUsedAt)?.address ?? null,
    tokens: usage.tokens.map(({ id, role, createdAt }) => ({
      role,
      createdAt: timeText(createdAt),
      ...useOf(
        usage.lastUses.find(({ tokenId }) => tokenId === id),
        (tokenId) => tokenId === id,
      ),
    })),
  };
}

function countsOfDay({ code, requests }: KeyUsage['days'][number]): RequestCounts {
  return code === 'allowed' ? { allowed: requests, denied: 0 } : { allowed: 0, denied: requests };
}

function sum(counts: readonly RequestCounts[]): RequestCounts {
  let [allowed, denied] = [0, 0];
  for (const each of counts) {
    allowed += each.allowed;
    denied += each.denied;
  }
  return { allowed, denied };
}
