import type { TokenRole } from '#engine';
import type { ApiKey, KeySort, SortOrder } from '../../domain/api-key.ts';
import type { TimeRange } from '../../domain/freshness.ts';
import type { Renewal, RenewalState, TokenChange } from '../../domain/renewal.ts';

/** A key's roles in one account, its own or another. */
export interface Grant {
  readonly accountId: number;
  readonly keyId: string;
  readonly roleIds: readonly number[];
  readonly addedAt: number;
  readonly addedBy: string;
  readonly note: string | null;
  readonly expiresAt: number | null;
}

export interface KeyListQuery {
  readonly accountId: number;
  /** Already normalised by `textKey`; matches inside label and key string. */
  readonly search?: string;
  readonly isActive?: boolean;
  readonly roleId?: number;
  readonly renewal?: RenewalState;
  /** Only keys whose newest token was created in one of these ranges, `from` included, `to` excluded. */
  readonly newestTokenRanges?: readonly TimeRange[];
  readonly sort: KeySort;
  readonly order: SortOrder;
  readonly limit: number;
  /** Begins after this place; `value` is the sort value of the last row that was shown. */
  readonly after?: { readonly value: string | number; readonly id: string };
}

export interface KeyPage {
  readonly keys: readonly ApiKey[];
  /** The place of the last row, when more follow. */
  readonly next: { readonly value: string | number; readonly id: string } | null;
  /** How many match in all: exact to 10,000, then `null`. */
  readonly total: number | null;
}

/** Tokens that will have expired and have not now, by when they were created. */
export interface ExpiryQuery {
  readonly accountId: number;
  /** Whatever was created in one of these ranges will have expired. */
  readonly expired: readonly TimeRange[];
  /** Whatever was created in one of these has expired already. */
  readonly expiredBefore: readonly TimeRange[];
}

/** Active keys by what they lose when tokens expire. */
export interface ExpiringKeys {
  /** Keys of which no token stays. */
  readonly whole: number;
  /** Keys under renewal that lose the old token and keep the new one. */
  readonly oldTokenOnly: number;
}

interface KeyStatus {
  readonly appKey: string;
  readonly isActive: boolean;
  /** Whether the account that owns the key is active. */
  readonly isOwnerActive: boolean;
  /** What the token of the question is to the key now; `null` when the key has no such token, or not any more. */
  readonly tokenRole: TokenRole | null;
}

export interface KeyReader {
  /** One page. Reads only what it shows (an index serves each order); a search reads one account's index. */
  listKeys(query: KeyListQuery): Promise<KeyPage>;
  /** Reads at most one account's index and the pending renewals. */
  countExpiringKeys(query: ExpiryQuery): Promise<ExpiringKeys>;
  /** A live key that the account owns. */
  findKey(accountId: number, keyId: string): Promise<ApiKey | undefined>;
  /** A live key by its key string: of any account, or only of the one that `ownerId` names. */
  findKeyByAppKey(appKey: string, ownerId?: number): Promise<ApiKey | undefined>;
  /** What a caller's key is asked for first, of a live key. */
  findKeyStatus(keyId: string, tokenId: string): Promise<KeyStatus | undefined>;
  /** Whether this key string was ever used. */
  isAppKeyTaken(appKey: string): Promise<boolean>;
  /** The imported tokens that a live key has still. */
  listImportedTokens(keyId: string): Promise<Pick<NewToken, 'id' | 'storedHash' | 'pepperId'>[]>;
  /** Every grant that a live key has, by account. */
  listGrantsOfKey(keyId: string): Promise<Grant[]>;
  findGrant(accountId: number, keyId: string): Promise<Grant | undefined>;
}

export interface NewToken {
  readonly id: string;
  readonly role: TokenRole;
  readonly storedHash: Uint8Array;
  readonly pepperId: string;
  readonly isImported: boolean;
  readonly createdAt: number;
}

export interface KeyWriter {
  /** The key, its first token and its grant in its own account (also when it has no role). Throws `key_string_taken`. */
  insertKey(key: {
    id: string;
    appKey: string;
    accountId: number;
    label: string;
    createdAt: number;
    createdBy: string;
    roleIds: readonly number[];
    token: NewToken;
  }): Promise<void>;
  updateKey(keyId: string, change: { label?: string; isActive?: boolean }): Promise<void>;
  /**
   * Deletes, renames and adds tokens, and says what renewal is then pending. A key ends up with
   * `current`, or with `old` and `new`; more than one of a kind is refused by the schema.
   */
  updateTokens(
    keyId: string,
    change: Pick<TokenChange, 'deletes' | 'renames'> & { added: NewToken | null; renewal: Renewal | null },
  ): Promise<void>;
  /**
   * Erases tokens, renewal and what the key was given in its own account, keeps the key string taken, leaves a
   * tombstone in the feed. Where other accounts gave it roles it stays in their lists.
   */
  deleteKey(keyId: string, deletedAt: number): Promise<void>;
  /** Gives the key roles in an account, or replaces them: its own account, or one that adds it as external. */
  putGrant(grant: Grant): Promise<void>;
}
