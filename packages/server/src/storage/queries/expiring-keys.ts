import { type Expression, type Kysely, type SqlBool, sql } from 'kysely';
import type { TimeRange } from '../../domain/freshness.ts';
import type { ExpiringKeys, ExpiryQuery } from '../storage.ts';
import type { Tables } from './tables.ts';

/**
 * How many active keys of an account lose tokens when what was created in certain ranges expires.
 * The newest token of a key is the last to expire, so that it alone says whether the key stays.
 */
export async function countExpiringKeys(db: Kysely<Tables>, query: ExpiryQuery): Promise<ExpiringKeys> {
  const { accountId, expired, expiredBefore } = query;
  const newest = sql.ref<number>('keys.newest_token_at');
  const old = sql.ref<number>('old_tokens.created_at');
  const activeKeys = db
    .selectFrom('keys')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('keys.account_id', '=', accountId)
    .where('keys.deleted_at', 'is', null)
    .where('keys.is_active', '=', 1);

  const whole = await activeKeys
    .where(isIn(newest, expired))
    .where((eb) => eb.not(isIn(newest, expiredBefore)))
    .executeTakeFirstOrThrow();
  const oldTokenOnly = await activeKeys
    .innerJoin('tokens as old_tokens', 'old_tokens.key_id', 'keys.id')
    .where('old_tokens.role', '=', 'old')
    .where(isIn(old, expired))
    .where((eb) => eb.not(isIn(old, expiredBefore)))
    .where((eb) => eb.not(isIn(newest, expired)))
    .executeTakeFirstOrThrow();
  return { whole: whole.count, oldTokenOnly: oldTokenOnly.count };
}

function isIn(time: Expression<number>, ranges: readonly TimeRange[]): Expression<SqlBool> {
  const conditions = ranges.map(({ from, to }) => sql<SqlBool>`(${time} >= ${from} and ${time} < ${to})`);
  return conditions.length === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;
}
