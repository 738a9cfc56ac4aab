import { type Kysely, sql } from 'kysely';
import type { UsageReader } from '../storage.ts';
import type { Tables } from './tables.ts';

export function usageReader(db: Kysely<Tables>): UsageReader {
  return {
    async readKeyUsage(keyId, since) {
      const lastUses = await db
        .selectFrom('token_uses')
        .select(['token_id as tokenId', 'last_used_at as at', 'last_address as address'])
        .where('key_id', '=', keyId)
        .orderBy('last_used_at', 'desc')
        .orderBy('token_id')
        .execute();
      const tokens = await db
        .selectFrom('tokens')
        .select(['id', 'role', 'created_at as createdAt'])
        .where('key_id', '=', keyId)
        .orderBy('created_at')
        .orderBy('role', 'desc')
        .execute();
      const hours = await db
        .selectFrom('token_hours')
        .select(['token_id as tokenId', 'allowed', 'denied'])
        .where('key_id', '=', keyId)
        .where('hour', '>=', since.hour)
        .execute();
      const days = await db
        .selectFrom('key_days')
        .select((eb) => ['day', 'token_id', 'code', eb.fn.sum('requests').as('requests')])
        .where('key_id', '=', keyId)
        .where('day', '>=', since.day)
        .groupBy(['day', 'token_id', 'code'])
        .orderBy('day')
        .orderBy('token_id')
        .orderBy('code')
        .execute();
      return {
        lastUses,
        tokens,
        hours,
        days: days.map(({ day, token_id, code, requests }) => ({
          day,
          tokenId: token_id === '' ? null : token_id,
          code,
          // A sum is a number on one engine and text on the other.
          requests: Number(requests),
        })),
      };
    },

    async countRequestsByDay(keyIds, sinceDay) {
      if (keyIds.length === 0) return [];
      const isAllowed = sql<boolean>`code = 'allowed'`;
      const rows = await db
        .selectFrom('key_days')
        .select(['key_id', 'day'])
        .select(sql<number>`sum(case when ${isAllowed} then requests else 0 end)`.as('allowed'))
        .select(sql<number>`sum(case when ${isAllowed} then 0 else requests end)`.as('denied'))
        .where('key_id', 'in', keyIds)
        .where('day', '>=', sinceDay)
        .groupBy(['key_id', 'day'])
        .execute();
      return rows.map(({ key_id, day, allowed, denied }) => ({
        keyId: key_id,
        day,
        allowed: Number(allowed),
        denied: Number(denied),
      }));
    },
  };
}

/** The last use of each of these keys' tokens, in whatever account, by token id. */
export async function readLastUses(
  db: Kysely<Tables>,
  keyIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('token_uses')
    .select((eb) => ['token_id', eb.fn.max('last_used_at').as('at')])
    .where('key_id', 'in', keyIds)
    .groupBy('token_id')
    .execute();
  return new Map(rows.map(({ token_id, at }) => [token_id, at]));
}
