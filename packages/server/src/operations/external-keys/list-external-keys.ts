import { isAccountName } from '../../domain/account.ts';
import type { Actor } from '../../domain/actor.ts';
import type { SortOrder } from '../../domain/api-key.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { ExternalKeySort, ExternalKeyStatus } from '../../domain/external-key.ts';
import type { ExternalKeyListQuery } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { formatCursor, parseCursor, type SortValue } from '../list-cursor.ts';
import { checkPageLimit, checkRoleFilter } from '../list-input.ts';
import type { PageInput, PageView } from '../list-page.ts';
import { parseSearch } from '../parse-search.ts';
import { authorizeInAccount } from '../rights.ts';
import { type ExternalKeyView, viewOfExternalKey } from './external-key-view.ts';

export interface ListExternalKeysInput extends PageInput {
  readonly account: string;
  /** Matches inside key string, owner and note, whatever the case and accents. */
  readonly q?: string | undefined;
  readonly status?: ExternalKeyStatus | undefined;
  /** Id of a role that the keys have in this account. */
  readonly role?: number | undefined;
  /** Name of the account that owns the keys. */
  readonly owner?: string | undefined;
  /** Default `addedAt`. */
  readonly sort?: ExternalKeySort | undefined;
  /** Default `desc` when sorted by `addedAt`, otherwise `asc`. */
  readonly order?: SortOrder | undefined;
}

const sortValues: Readonly<Record<ExternalKeySort, SortValue>> = {
  appKey: 'text',
  owner: 'text',
  addedAt: 'time',
  lastUsedAt: 'time',
  status: 'status',
};

/**
 * One page of the keys of other accounts to which this one has given roles, also of those that their
 * owners have deleted. Needs ViewApiKeys.
 *
 * Throws `invalid_request` that names the bad field, and what `authorizeInAccount` throws.
 */
export async function listExternalKeys(
  context: OperationContext,
  actor: Actor,
  input: ListExternalKeysInput,
): Promise<PageView<ExternalKeyView>> {
  const filters = parseFilters(input);
  return await context.storage.read(async (tx) => {
    const { account } = await authorizeInAccount(tx, context.clock(), actor, input.account, ['ViewApiKeys']);
    const page = await tx.listExternalKeys({ accountId: account.id, ...filters });
    return {
      items: page.keys.map(viewOfExternalKey),
      nextCursor: page.next === null ? null : formatCursor(filters.sort, filters.order, page.next),
      total: page.total,
    };
  });
}

function parseFilters(input: ListExternalKeysInput): Omit<ExternalKeyListQuery, 'accountId'> {
  const { q, status, role, owner, cursor, sort = 'addedAt', limit = 50 } = input;
  const order = input.order ?? (sort === 'addedAt' ? 'desc' : 'asc');
  checkPageLimit(limit, 'keys');
  checkRoleFilter(role);
  if (owner !== undefined && !isAccountName(owner)) {
    throw new ChaveiroError('invalid_request', 'The owner is the name of an account.', { field: 'owner' });
  }
  return {
    sort,
    order,
    limit,
    ...(q === undefined ? {} : { search: parseSearch(q) }),
    ...(status === undefined ? {} : { status }),
    ...(role === undefined ? {} : { roleId: role }),
    ...(owner === undefined ? {} : { owner }),
    ...(cursor === undefined ? {} : { after: parseCursor(cursor, sort, order, sortValues[sort]) }),
  };
}
