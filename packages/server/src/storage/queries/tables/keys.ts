import type { Generated } from 'kysely';
import type { TokenRole } from '#engine';
import type { Flag } from './flag.ts';

interface KeyTable {
  id: string;
  app_key: string;
  account_id: number;
  label: string;
  /** What labels are sorted by: see `labelKey`. */
  label_key: string;
  /** What a search looks through: `label_key`, a line break, `textKey` of the key string. */
  search_text: string;
  is_active: Flag;
  created_at: number;
  created_by: string;
  /** A deleted key stays as a tombstone, so that its key string is never used again. */
  deleted_at: number | null;
  newest_token_at: number;
  /** 0 for never: a NULL would sort first on SQLite and last on PostgreSQL. */
  last_used_at: Generated<number>;
  revision: number;
}

interface TokenTable {
  key_id: string;
  id: string;
  role: TokenRole;
  stored_hash: Uint8Array;
  pepper_id: string;
  is_imported: Flag;
  created_at: number;
}

/** One row for each key with two tokens. */
interface RenewalTable {
  key_id: string;
  /** The key's own, so that an account's pending renewals are found by an index. */
  account_id: number;
  started_at: number;
  started_by: string;
}

/** A single-access link, for as long as its token lives. Its times are by the database's clock. */
interface LinkTable {
  id: string;
  key_id: string;
  token_id: string;
  proof_hash: Uint8Array;
  /** NULL, like the ciphertext, as soon as the link cannot be opened any more. */
  nonce: Uint8Array | null;
  ciphertext: Uint8Array | null;
  expires_at: number;
  opened_at: number | null;
  /** When an attempt to open it was last refused and recorded. */
  refused_at: number | null;
  /** Whether opening it deletes the key's old token. */
  finishes_renewal: Generated<Flag>;
}

interface GrantTable {
  key_id: string;
  account_id: number;
  added_at: number;
  added_by: string;
  note: string | null;
  expires_at: number | null;
}

interface GrantRoleTable {
  key_id: string;
  account_id: number;
  role_id: number;
}

/** Keys with their tokens, and what they were given where. */
export interface KeyTables {
  keys: KeyTable;
  tokens: TokenTable;
  renewals: RenewalTable;
  links: LinkTable;
  grants: GrantTable;
  grant_roles: GrantRoleTable;
}
