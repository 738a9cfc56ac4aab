import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { ExternalKeySort } from '../../domain/external-key.ts';
import type { ExternalKeyListQuery, ExternalKeyPage } from '../storage.ts';
import { containsOrHasId } from './contains.ts';
import { readExternalKeys } from './external-key-details.ts';
import { externalKeyRanks } from './external-key-status.ts';
import type { Tables } from './tables.ts';

const sortColumns = {
  appKey: 'app_key',
  owner: 'owner',
  addedAt: 'added_at',
  lastUsedAt: 'last_used_at',
  status: 'status',
} as const satisfies Record<ExternalKeySort, keyof Tables['external_keys']>;

/** How far `total` counts. */
const countLimit = 10_000;

type ExternalKeyQuery = SelectQueryBuilder<Tables, 'external_keys', object>;

/**
 * One page of the keys of other accounts to which an account has given roles: first the places of the
 * rows, from an index that has order and filters, then the rows themselves.
 */
export async function listExternalKeys(db: Kysely<Tables>, query: ExternalKeyListQuery): Promise<ExternalKeyPage> {
  const matching = matchingKeys(db, query);
  const places = await placesOfPage(matching, query).execute();
  const shown = places.slice(0, query.limit);
  const last = places.length > query.limit ? shown.at(-1) : undefined;
  const ids = shown.map((place) => place.id);
  const isWhole = query.after === undefined && last === undefined;
  return {
    keys: await readExternalKeys(db, query.accountId, ids),
    next: last === undefined ? null : { value: last.value, id: last.id },
    total: isWhole ? places.length : await countMatching(db, matching),
  };
}

function matchingKeys(db: Kysely<Tables>, query: ExternalKeyListQuery): ExternalKeyQuery {
  const { accountId, search, status, roleId, owner } = query;
  let keys: ExternalKeyQuery = db.selectFrom('external_keys').where('external_keys.account_id', '=', accountId);
  if (search !== undefined) {
    keys = keys.where(containsOrHasId({ text: 'external_keys.search_text', id: 'external_keys.key_id' }, search));
  }
  // The plus sign keeps the condition from choosing the index: most keys are active.
  if (status !== undefined) {
    keys = keys.where(sql<boolean>`+${sql.ref('external_keys.status')} = ${externalKeyRanks[status]}`);
  }
  if (owner !== undefined) keys = keys.where('external_keys.owner', '=', owner);
  return roleId === undefined ? keys : withRole(keys, roleId);
}

/** Keeps the keys that have a role, by a look at each. */
function withRole(keys: ExternalKeyQuery, roleId: number): ExternalKeyQuery {
  return keys.where((eb) =>
    eb.exists(
      eb
        .selectFrom('grant_roles')
        .select('key_id')
        .whereRef('grant_roles.key_id', '=', 'external_keys.key_id')
        .whereRef('grant_roles.account_id', '=', 'external_keys.account_id')
        .where('role_id', '=', roleId)
        // The offset keeps PostgreSQL from making a join of it, which it may begin at the wrong end.
        .limit(1)
        .offset(0),
    ),
  );
}

/** The places on the page and one more, which tells whether there is a next page. */
function placesOfPage(matching: ExternalKeyQuery, { sort, order, after, limit }: ExternalKeyListQuery) {
  const column = sql.ref<string | number>(`external_keys.${sortColumns[sort]}`);
  const id = sql.ref<string>('external_keys.key_id');
  const page = matching
    .select([column.as('value'), id.as('id')])
    .orderBy(column, order)
    .orderBy(id, order)
    .limit(limit + 1);
  if (after === undefined) return page;
  const beyond = sql.raw(order === 'asc' ? '>' : '<');
  return page.where(sql<boolean>`(${column}, ${id}) ${beyond} (${after.value}, ${after.id})`);
}

/** How many match; `null` when more than `countLimit`, which is as far as it reads. */
async function countMatching(db: Kysely<Tables>, matching: ExternalKeyQuery): Promise<number | null> {
  const rows = matching.select('external_keys.key_id').limit(countLimit + 1);
  const { count } = await db
    .selectFrom(rows.as('counted'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count > countLimit ? null : count;
}
