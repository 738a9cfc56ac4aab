import type { Generated } from 'kysely';

/**
 * What the list of external keys is sorted and searched by, for each grant of another account than
 * the owner's; everything else about it is in `grants`. Stays when the owner deletes the key.
 */
interface ExternalKeyTable {
  key_id: string;
  account_id: number;
  app_key: string;
  /** Name of the account that owns the key; names never change. */
  owner: string;
  /** A place in `externalKeyRanks`. */
  status: 0 | 1 | 2;
  /** `textKey` of key string, owner and note, a line each. */
  search_text: string;
  added_at: number;
  /** When a token was last used in this account, whatever the answer was; 0 for never. */
  last_used_at: Generated<number>;
}

/** One key string that was tried and is no other account's key. Kept for as long as it counts. */
interface ExternalKeyFailureTable {
  account_id: number;
  /** Of the change, so that it is unique. */
  revision: number;
  failed_at: number;
}

/** What the lists of external keys need besides grants. */
export interface ExternalKeyTables {
  external_keys: ExternalKeyTable;
  external_key_failures: ExternalKeyFailureTable;
}
