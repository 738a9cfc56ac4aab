import { type Kysely, sql } from 'kysely';
import { dayOf, type KeyUse } from '../../domain/key-use.ts';
import type { UsageStore } from '../storage.ts';
import type { Tables } from './tables.ts';

export function usageStore(db: Kysely<Tables>): UsageStore {
  return {
    async addUses(uses) {
      await db.transaction().execute(async (tx) => {
        // The batches of several processes queue here, and so never wait for each other's rows in a circle.
        await tx
          .updateTable('usage_lock')
          .set((eb) => ({ id: eb.ref('id') }))
          .execute();
        await addToKeys(tx, uses);
        await addToExternalKeys(tx, uses);
        await addToTokens(tx, uses);
        await addToHours(tx, uses);
        await addToDays(tx, uses);
      });
    },

    async eraseUses({ hour, day }, limit) {
      const hours = await sql`
        delete from token_hours where (key_id, hour, token_id) in
          (select key_id, hour, token_id from token_hours where hour < ${hour} limit ${limit})`.execute(db);
      const days = await sql`
        delete from key_days where (key_id, day, account_id, token_id, code) in
          (select key_id, day, account_id, token_id, code from key_days where day < ${day} limit ${limit})`.execute(db);
      return Number(hours.numAffectedRows) >= limit || Number(days.numAffectedRows) >= limit;
    },
  };
}

/** Erases everything that was counted of a key. */
export async function eraseUsesOf(db: Kysely<Tables>, keyId: string): Promise<void> {
  await db.deleteFrom('token_uses').where('key_id', '=', keyId).execute();
  await db.deleteFrom('token_hours').where('key_id', '=', keyId).execute();
  await db.deleteFrom('key_days').where('key_id', '=', keyId).execute();
}

/** Erases when and from where tokens were last used that the key has no more. How often they were used stays. */
export async function eraseLastUsesOfDeadTokens(db: Kysely<Tables>, keyId: string): Promise<void> {
  await db
    .deleteFrom('token_uses')
    .where('key_id', '=', keyId)
    .where('token_id', 'not in', db.selectFrom('tokens').select('id').where('key_id', '=', keyId))
    .execute();
}

/** A row of a statement's parameter: first what a table counts by, then what is counted. */
type Row = (string | number)[];

/** One row for each combination of the first `names` values; `add` puts what another row counts into the first. */
function merge(names: number, rows: readonly Row[], add: (into: Row, more: Row) => void): Row[] {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const name = row.slice(0, names).join(' ');
    const known = merged.get(name);
    if (known === undefined) merged.set(name, row);
    else add(known, row);
  }
  return [...merged.values()];
}

function addNumbers(from: number): (into: Row, more: Row) => void {
  return (into, more) => {
    for (let place = from; place < into.length; place++) into[place] = Number(into[place]) + Number(more[place]);
  };
}

/**
 * Rows as one parameter, so that the statement is the same for any number of them: for both engines an
 * object whose values are the rows. In the statement they are `item`, with the keys that are alive.
 */
function liveItems(rows: readonly Row[]) {
  return sql`json_each(${JSON.stringify({ ...rows })}) as item
    inner join keys on keys.id = (item.value ->> 0) and keys.deleted_at is null`;
}

function textAt(place: number) {
  return sql`(item.value ->> ${sql.lit(place)})`;
}

function numberAt(place: number) {
  return sql`cast(item.value ->> ${sql.lit(place)} as bigint)`;
}

/** The uses that had the right credential. */
function tokenUses(uses: readonly KeyUse[]) {
  return uses.flatMap(({ tokenId, ...use }) => (tokenId === null ? [] : [{ ...use, tokenId }]));
}

/** Without those of which only the time is told. */
function countedUses<T extends { readonly count: number }>(uses: readonly T[]): readonly T[] {
  return uses.filter(({ count }) => count > 0);
}

async function addToKeys(db: Kysely<Tables>, uses: readonly KeyUse[]): Promise<void> {
  const rows = tokenUses(uses).map(({ keyId, lastAt }): Row => [keyId, lastAt]);
  const latest = merge(1, rows, (into, more) => {
    into[1] = Math.max(Number(into[1]), Number(more[1]));
  });
  await sql`
    update keys set last_used_at = used.last_at
    from (select ${textAt(0)} as key_id, ${numberAt(1)} as last_at
      from json_each(${JSON.stringify({ ...latest })}) as item) as used
    where keys.id = used.key_id and keys.deleted_at is null and keys.last_used_at < used.last_at`.execute(db);
}

/** An account that has given a key roles sees when it was last used there, and nothing of other accounts. */
async function addToExternalKeys(db: Kysely<Tables>, uses: readonly KeyUse[]): Promise<void> {
  const rows = tokenUses(uses).map(({ keyId, accountId, lastAt }): Row => [keyId, accountId, lastAt]);
  const latest = merge(2, rows, (into, more) => {
    into[2] = Math.max(Number(into[2]), Number(more[2]));
  });
  await sql`
    update external_keys set last_used_at = used.last_at
    from (select ${textAt(0)} as key_id, ${numberAt(1)} as account_id, ${numberAt(2)} as last_at
      from json_each(${JSON.stringify({ ...latest })}) as item) as used
    where external_keys.key_id = used.key_id and external_keys.account_id = used.account_id
      and external_keys.last_used_at < used.last_at`.execute(db);
}

async function addToTokens(db: Kysely<Tables>, uses: readonly KeyUse[]): Promise<void> {
  const rows = tokenUses(uses).map(
    ({ keyId, tokenId, accountId, lastAt, address }): Row => [keyId, tokenId, accountId, lastAt, address],
  );
  const latest = merge(3, rows, (into, more) => {
    if (Number(more[3]) > Number(into[3])) into.splice(3, 2, ...more.slice(3));
  });
  await sql`
    insert into token_uses (key_id, token_id, account_id, last_used_at, last_address)
    select ${textAt(0)}, ${textAt(1)}, ${numberAt(2)}, ${numberAt(3)}, ${textAt(4)} from ${liveItems(latest)} where true
    on conflict (key_id, token_id, account_id) do update
    set last_used_at = excluded.last_used_at, last_address = excluded.last_address
    where token_uses.last_used_at <= excluded.last_used_at`.execute(db);
}

async function addToHours(db: Kysely<Tables>, uses: readonly KeyUse[]): Promise<void> {
  const rows = countedUses(tokenUses(uses)).map(({ keyId, hour, tokenId, code, count }): Row => {
    const isAllowed = code === 'allowed';
    return [keyId, hour, tokenId, isAllowed ? count : 0, isAllowed ? 0 : count];
  });
  await sql`
    insert into token_hours (key_id, hour, token_id, allowed, denied)
    select ${textAt(0)}, ${numberAt(1)}, ${textAt(2)}, ${numberAt(3)}, ${numberAt(4)}
    from ${liveItems(merge(3, rows, addNumbers(3)))} where true
    on conflict (key_id, hour, token_id) do update
    set allowed = token_hours.allowed + excluded.allowed, denied = token_hours.denied + excluded.denied`.execute(db);
}

async function addToDays(db: Kysely<Tables>, uses: readonly KeyUse[]): Promise<void> {
  const rows = countedUses(uses).map(
    ({ keyId, hour, accountId, tokenId, code, count }): Row => [
      keyId,
      dayOf(hour),
      accountId,
      tokenId ?? '',
      code,
      count,
    ],
  );
  await sql`
    insert into key_days (key_id, day, account_id, token_id, code, requests)
    select ${textAt(0)}, ${numberAt(1)}, ${numberAt(2)}, ${textAt(3)}, ${textAt(4)}, ${numberAt(5)}
    from ${liveItems(merge(5, rows, addNumbers(5)))} where true
    on conflict (key_id, day, account_id, token_id, code) do update
    set requests = key_days.requests + excluded.requests`.execute(db);
}
