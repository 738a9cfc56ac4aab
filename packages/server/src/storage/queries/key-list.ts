import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { KeySort, SortOrder } from '../../domain/api-key.ts';
import type { RenewalState } from '../../domain/renewal.ts';
import type { KeyListQuery, KeyPage } from '../storage.ts';
import { containsOrHasId } from './contains.ts';
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

/** Where a row stands in the list. */
type Place = NonNullable<KeyPage['next']>;

/** The places on the page and one more, which tells whether there is a next page. */
interface Places {
  readonly places: readonly Place[];
  readonly total: number | null;
}

/**
 * One page of an account's live keys.
 *
 * First the places of the rows, from one index that has order and filters; then the rows themselves.
 * Ties go by id, in the direction of the sort, so that one index serves both directions.
 */
export async function listKeys(db: Kysely<Tables>, query: KeyListQuery): Promise<KeyPage> {
  const { places, total } = isFiltered(query) ? await findMatches(db, query) : await findUnfiltered(db, query);
  const shown = places.slice(0, query.limit);
  const ids = shown.map((place) => place.id);
  const last = places.length > query.limit ? shown.at(-1) : undefined;
  return { keys: await readKeys(db, ids), next: last ?? null, total };
}

function isFiltered({ search, isActive, roleId, renewal, newestTokenRanges }: KeyListQuery): boolean {
  return [search, isActive, roleId, renewal, newestTokenRanges].some((filter) => filter !== undefined);
}

/** The account knows how many keys it has. */
async function findUnfiltered(db: Kysely<Tables>, query: KeyListQuery): Promise<Places> {
  const places = await placesOfPage(await matchingKeys(db, query), query).execute();
  const account = await db
    .selectFrom('accounts')
    .select('key_count')
    .where('id', '=', query.accountId)
    .executeTakeFirst();
  return { places, total: upToLimit(account?.key_count ?? 0) };
}

/**
 * Page and total from one pass over the index: a search costs as many entries as it has to look at,
 * all of the account's for a text that few keys have, and it must not look at them twice.
 *
 * Only a page that reaches beyond the matches that are counted is read by itself, from its cursor
 * on, where the pass did not come.
 */
async function findMatches(db: Kysely<Tables>, query: KeyListQuery): Promise<Places> {
  const { after, order, limit } = query;
  const matching = await matchingKeys(db, query);
  const counting = placesInOrder(matching, query).limit(countLimit + 1);
  const rows = await db
    .with(
      (cte) => cte('matches').materialized(),
      () => counting,
    )
    .selectFrom((eb) =>
      eb
        .selectFrom('matches')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('counted'),
    )
    // Joined, so that there is a count also where no match is left to show.
    .leftJoin(
      (eb) => {
        const page = eb.selectFrom('matches').select(['value', 'id']).orderBy('value', order).orderBy('id', order);
        return (after === undefined ? page : page.where(comesAfter('value', after, order))).limit(limit + 1).as('page');
      },
      (join) => join.onTrue(),
    )
    .select(['counted.count', 'page.value', 'page.id'])
    .orderBy('page.value', order)
    .orderBy('page.id', order)
    .execute();
  const total = upToLimit(rows[0]?.count ?? 0);
  const places = rows.flatMap(({ value, id }) => (value === null || id === null ? [] : { value, id }));
  const isCutOff = total === null && places.length <= limit;
  return { places: isCutOff ? await placesOfPage(matching, query).execute() : places, total };
}

function upToLimit(count: number): number | null {
  return count > countLimit ? null : count;
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
    keys = keys.where(containsOrHasId({ text: 'keys.search_text', id: 'keys.id' }, search));
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

/** What is shown and what comes after it, straight from the index. */
function placesOfPage(matching: KeyQuery, query: KeyListQuery) {
  const { sort, order, after, limit } = query;
  const places = placesInOrder(matching, query).limit(limit + 1);
  return after === undefined ? places : places.where(comesAfter(`keys.${sortColumns[sort]}`, after, order));
}

function placesInOrder(matching: KeyQuery, { sort, order }: KeyListQuery) {
  const column = sortColumns[sort];
  return matching
    .select([`keys.${column} as value`, 'keys.id'])
    .orderBy(`keys.${column}`, order)
    .orderBy('keys.id', order);
}

/** Both columns in one comparison, which an index of both can begin at. */
function comesAfter(column: string, { value, id }: Place, order: SortOrder) {
  const sign = order === 'asc' ? sql`>` : sql`<`;
  return sql<boolean>`(${sql.ref(column)}, id) ${sign} (${value}, ${id})`;
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
