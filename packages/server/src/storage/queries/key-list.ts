import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { KeySort } from '../../domain/api-key.ts';
import type { RenewalState } from '../../domain/renewal.ts';
import type { KeyListQuery, KeyPage } from '../storage.ts';
import { completeKeys } from './key-details.ts';
import type { Tables } from './tables.ts';

const sortColumns = {
  label: 'label_key',
  createdAt: 'created_at',
  lastUsedAt: 'last_used_at',
  status: 'is_active',
  freshness: 'newest_token_at',
} as const satisfies Record<KeySort, keyof Tables['keys']>;

/** How far `total` counts. */
const countLimit = 10_000;

/** Up to so many keys with a role or a renewal, a list begins with them; beyond, with the account's keys. */
const fewKeys = 1_000;

type KeyQuery = SelectQueryBuilder<Tables, 'keys', object>;

/**
 * One page of an account's live keys.
 *
 * First the places of the rows, from one index that has order and filters; then the rows themselves.
 * Ties go by id, in the direction of the sort, so that one index serves both directions.
 */
export async function listKeys(db: Kysely<Tables>, query: KeyListQuery): Promise<KeyPage> {
  const matching = await matchingKeys(db, query);
  const places = await placesOfPage(matching, query).execute();
  const shown = places.slice(0, query.limit);
  const last = places.length > query.limit ? shown.at(-1) : undefined;
  const isWhole = query.after === undefined && last === undefined;
  return {
    keys: await readKeys(
      db,
      shown.map((place) => place.id),
    ),
    next: last === undefined ? null : { value: last.value, id: last.id },
    total: isWhole ? places.length : await countMatching(db, matching, query),
  };
}

async function matchingKeys(db: Kysely<Tables>, query: KeyListQuery): Promise<KeyQuery> {
  const { accountId, search, isActive, roleId, renewal, newestTokenRanges } = query;
  const holders = roleId === undefined ? undefined : await findFewHolders(db, accountId, roleId);
  const renewed = renewal === 'pending' ? await findFewRenewed(db, accountId) : undefined;
  const few = [holders, renewed].filter((ids) => ids !== undefined);
  let keys: KeyQuery = db.selectFrom('keys').where('keys.deleted_at', 'is', null);
  // A plus sign keeps a condition from choosing the index: the order chooses it, or a short list of ids.
  if (few.length === 0) keys = keys.where('keys.account_id', '=', accountId);
  else keys = keys.where(sql<boolean>`+${sql.ref('keys.account_id')} = ${accountId}`);
  for (const ids of few) keys = keys.where('keys.id', 'in', ids);
  if (search !== undefined) {
    const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
    keys = keys.where(sql<boolean>`${sql.ref('keys.search_text')} like ${pattern} escape '\\'`);
  }
  if (isActive !== undefined) {
    keys = keys.where(sql<boolean>`+${sql.ref('keys.is_active')} = ${isActive ? 1 : 0}`);
  }
  if (newestTokenRanges !== undefined) {
    const newest = sql<number>`+${sql.ref('keys.newest_token_at')}`;
    keys = keys.where((eb) =>
      eb.or(newestTokenRanges.map(({ from, to }) => eb.and([eb(newest, '>=', from), eb(newest, '<', to)]))),
    );
  }
  if (roleId !== undefined && holders === undefined) keys = withRole(keys, accountId, roleId);
  if (renewal !== undefined && renewed === undefined) keys = withRenewal(keys, renewal);
  return keys;
}

/**
 * The keys that have a role, or `undefined` when there are many. What is fast depends on it, and an
 * engine without statistics does not know: probing 100,000 keys for five, or sorting 100,000 to show fifty.
 */
async function findFewHolders(db: Kysely<Tables>, accountId: number, roleId: number): Promise<string[] | undefined> {
  const holders = await db
    .selectFrom('grant_roles')
    .select('key_id')
    .where('account_id', '=', accountId)
    .where('role_id', '=', roleId)
    .limit(fewKeys + 1)
    .execute();
  return idsOfFew(holders);
}

/** The keys of an account whose renewal is pending, or `undefined` when there are many. */
async function findFewRenewed(db: Kysely<Tables>, accountId: number): Promise<string[] | undefined> {
  const renewals = await db
    .selectFrom('renewals')
    .select('key_id')
    .where('account_id', '=', accountId)
    .limit(fewKeys + 1)
    .execute();
  return idsOfFew(renewals);
}

function idsOfFew(rows: readonly { key_id: string }[]): string[] | undefined {
  if (rows.length > fewKeys) return undefined;
  // An empty list is no SQL; no key has an empty id.
  return rows.length === 0 ? [''] : rows.map((row) => row.key_id);
}

/** Keeps the keys that have a role, by a look at each. */
function withRole(keys: KeyQuery, accountId: number, roleId: number): KeyQuery {
  return keys.where((eb) =>
    eb.exists(
      eb
        .selectFrom('grant_roles')
        .select('key_id')
        .whereRef('key_id', '=', 'keys.id')
        .where('grant_roles.account_id', '=', accountId)
        .where('role_id', '=', roleId)
        // The offset keeps PostgreSQL from making a join of it, which it may begin at the wrong end.
        .limit(1)
        .offset(0),
    ),
  );
}

/** Keeps the keys whose renewal is pending, or the others, by a look at each. */
function withRenewal(keys: KeyQuery, renewal: RenewalState): KeyQuery {
  return keys.where((eb) => {
    const pending = eb.exists(
      // The offset, for the same reason.
      eb.selectFrom('renewals').select('key_id').whereRef('key_id', '=', 'keys.id').limit(1).offset(0),
    );
    return renewal === 'pending' ? pending : eb.not(pending);
  });
}

/** The places on the page and one more, which tells whether there is a next page. */
function placesOfPage(matching: KeyQuery, { sort, order, after, limit }: KeyListQuery) {
  const column = sortColumns[sort];
  let page = matching
    .select([`keys.${column} as value`, 'keys.id'])
    .orderBy(`keys.${column}`, order)
    .orderBy('keys.id', order)
    .limit(limit + 1);
  if (after !== undefined) {
    page = page.where((eb) =>
      eb(
        eb.refTuple(`keys.${column}`, 'keys.id'),
        order === 'asc' ? '>' : '<',
        // The types of Kysely cannot follow a column that is chosen at run time.
        eb.tuple(after.value as never, after.id),
      ),
    );
  }
  return page;
}

async function countMatching(db: Kysely<Tables>, matching: KeyQuery, query: KeyListQuery): Promise<number | null> {
  const { search, isActive, roleId, renewal, newestTokenRanges } = query;
  if ([search, isActive, roleId, renewal, newestTokenRanges].every((filter) => filter === undefined)) {
    const account = await db
      .selectFrom('accounts')
      .select('key_count')
      .where('id', '=', query.accountId)
      .executeTakeFirst();
    const count = account?.key_count ?? 0;
    return count > countLimit ? null : count;
  }
  return await countUpTo(db, matching.select('keys.id'), countLimit);
}

/** How many rows a query has; `null` when more than `limit`, which is as far as it reads. */
async function countUpTo<T extends keyof Tables>(
  db: Kysely<Tables>,
  rows: SelectQueryBuilder<Tables, T, { id: string }>,
  limit: number,
): Promise<number | null> {
  const { count } = await db
    .selectFrom(rows.limit(limit + 1).as('counted'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count > limit ? null : count;
}

async function readKeys(db: Kysely<Tables>, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('keys').selectAll().where('id', 'in', ids).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return await completeKeys(
    db,
    ids.flatMap((id) => byId.get(id) ?? []),
  );
}
