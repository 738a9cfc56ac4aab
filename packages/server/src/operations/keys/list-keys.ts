import type { Account } from '../../domain/account.ts';
import type { Actor } from '../../domain/actor.ts';
import type { KeySort, SortOrder } from '../../domain/api-key.ts';
import { creationRangesOf, type FreshnessFilter } from '../../domain/freshness.ts';
import type { RenewalState } from '../../domain/renewal.ts';
import type { KeyListQuery, ReadTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { formatCursor, parseCursor, type SortValue } from '../list-cursor.ts';
import { checkPageLimit, checkRoleFilter } from '../list-input.ts';
import type { PageInput, PageView } from '../list-page.ts';
import { parseSearch } from '../parse-search.ts';
import { authorizeInAccount } from '../rights.ts';
import { type DayView, readRequestsByDay } from '../usage/requests-by-day.ts';
import { type KeyView, viewOfKey } from './key-view.ts';

export interface ListKeysInput extends PageInput {
  readonly account: string;
  /** Matches inside label, key string and id, whatever the case and accents. */
  readonly q?: string | undefined;
  readonly status?: 'active' | 'inactive' | undefined;
  /** Id of a role that the keys have in this account. */
  readonly role?: number | undefined;
  readonly freshness?: FreshnessFilter | undefined;
  readonly renewal?: RenewalState | undefined;
  /** Default `createdAt`. */
  readonly sort?: KeySort | undefined;
  /** Default `desc` when sorted by `createdAt`, otherwise `asc`. */
  readonly order?: SortOrder | undefined;
  /** Whether each key comes with its requests by day. */
  readonly usage?: boolean | undefined;
}

/** A key in a list, with its requests when they were asked for. */
export interface ListedKeyView extends KeyView {
  /** The last 14 days with the running one (UTC), the oldest first, without gaps. */
  readonly requestsByDay?: readonly DayView[];
}

const sortValues: Readonly<Record<KeySort, SortValue>> = {
  label: 'text',
  createdAt: 'time',
  lastUsedAt: 'time',
  status: 'status',
  freshness: 'time',
};

/**
 * One page of the account's generated keys. Needs ViewApiKeys or RenewApiToken.
 *
 * Throws `invalid_request` that names the bad field, and what `authorizeInAccount` throws.
 */
export async function listKeys(
  context: OperationContext,
  actor: Actor,
  input: ListKeysInput,
): Promise<PageView<ListedKeyView>> {
  const now = context.clock();
  const filters = parseFilters(input);
  return await context.storage.read(async (tx) => {
    const { account } = await authorizeInAccount(tx, now, actor, input.account, ['ViewApiKeys', 'RenewApiToken']);
    const query = { accountId: account.id, ...filters, ...freshnessFilter(input, account, now) };
    const page = await tx.listKeys(query);
    const items = page.keys.map((key) => viewOfKey(key, account, now));
    return {
      items: input.usage === true ? await withRequests(tx, items, now) : items,
      nextCursor: page.next === null ? null : formatCursor(query.sort, query.order, page.next),
      total: page.total,
    };
  });
}

async function withRequests(tx: ReadTransaction, keys: readonly KeyView[], now: number): Promise<ListedKeyView[]> {
  const requests = await readRequestsByDay(
    tx,
    keys.map((key) => key.id),
    now,
  );
  return keys.map((key) => ({ ...key, requestsByDay: requests(key.id) }));
}

function parseFilters(input: ListKeysInput): Omit<KeyListQuery, 'accountId'> {
  const { q, status, role, renewal, cursor, sort = 'createdAt', limit = 50 } = input;
  const order = input.order ?? (sort === 'createdAt' ? 'desc' : 'asc');
  checkPageLimit(limit, 'keys');
  checkRoleFilter(role);
  return {
    sort,
    order,
    limit,
    ...(q === undefined ? {} : { search: parseSearch(q) }),
    ...(status === undefined ? {} : { isActive: status === 'active' }),
    ...(role === undefined ? {} : { roleId: role }),
    ...(renewal === undefined ? {} : { renewal }),
    ...(cursor === undefined ? {} : { after: parseCursor(cursor, sort, order, sortValues[sort]) }),
  };
}

function freshnessFilter({ freshness }: ListKeysInput, account: Account, now: number) {
  if (freshness === undefined) return {};
  return { newestTokenRanges: creationRangesOf(freshness, account.renewalPeriodMonths, now) };
}
