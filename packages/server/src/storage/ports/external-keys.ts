import type { SortOrder } from '../../domain/api-key.ts';
import type { ExternalKey, ExternalKeySort, ExternalKeyStatus, GrantingAccount } from '../../domain/external-key.ts';

export interface ExternalKeyListQuery {
  /** The account that has given the roles. */
  readonly accountId: number;
  /** Already normalised by `textKey`; matches inside key string, owner and note. */
  readonly search?: string;
  readonly status?: ExternalKeyStatus;
  readonly roleId?: number;
  /** Name of the account that owns the keys. */
  readonly owner?: string;
  readonly sort: ExternalKeySort;
  readonly order: SortOrder;
  readonly limit: number;
  /** Begins after this place; `value` is the sort value of the last row that was shown. */
  readonly after?: { readonly value: string | number; readonly id: string };
}

export interface ExternalKeyPage {
  readonly keys: readonly ExternalKey[];
  /** The place of the last row, when more follow. */
  readonly next: { readonly value: string | number; readonly id: string } | null;
  /** How many match in all: exact to 10,000, then `null`. */
  readonly total: number | null;
}

export interface ExternalKeyReader {
  /** One page. Reads only what it shows (an index serves each order); a filter reads one account's index. */
  listExternalKeys(query: ExternalKeyListQuery): Promise<ExternalKeyPage>;
  /** A key of another account, live or deleted, to which the account has given roles. */
  findExternalKey(accountId: number, keyId: string): Promise<ExternalKey | undefined>;
  findExternalKeyByAppKey(accountId: number, appKey: string): Promise<ExternalKey | undefined>;
  /** The other accounts that have given roles to a key, by name. */
  listGrantingAccounts(keyId: string): Promise<GrantingAccount[]>;
  /** When the account tried key strings in vain, after a time (excluded), oldest first. */
  listExternalKeyFailures(accountId: number, after: number): Promise<number[]>;
}

export interface ExternalKeyWriter {
  /** Takes the roles that the account has given to a key of another one. Throws `not_found`. */
  deleteExternalKey(accountId: number, keyId: string): Promise<void>;
  /** Notes that the account tried a key string in vain, and forgets what it tried until `forgetUntil` (included). */
  insertExternalKeyFailure(failure: { accountId: number; failedAt: number; forgetUntil: number }): Promise<void>;
}
