/**
 * The tables as Kysely sees them, alike on both engines: times are milliseconds since 1970, booleans
 * are 0 and 1, and text compares by byte. Each engine's `schema.sql` shows keys, checks and indexes.
 */
import type { TokenRole } from '@chaveiro/sdk';
import type { Generated } from 'kysely';
import type { SetupLinkPurpose } from '../../domain/setup-link.ts';

type Flag = 0 | 1;

/** The one row whose lock orders all changes. */
interface InstallationTable {
  readonly id: 1;
  epoch: string;
  revision: number;
}

interface PepperTable {
  id: string;
  check_value: Uint8Array;
}

interface AccountTable {
  id: number;
  name: string;
  is_active: Flag;
  created_at: number;
  renewal_period_months: Generated<3 | 6>;
  enforce_expiry: Generated<Flag>;
  /** Live keys, maintained, so that a list without filters knows its total at once. */
  key_count: Generated<number>;
  next_role_id: Generated<number>;
  revision: number;
}

interface UserTable {
  id: string;
  email: string;
  /** `textKey` of the e-mail. */
  email_key: string;
  created_at: number;
  /** Of the last change of what a decision depends on; it matters only while there are user tokens of this user. */
  revision: Generated<number>;
}

interface PasswordTable {
  user_id: string;
  /** PHC string format. */
  hash: string;
  pepper_id: string;
  set_at: number;
}

interface SessionTable {
  id: string;
  secret_hash: Uint8Array;
  user_id: string;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
  address: string | null;
  user_agent: string | null;
  /** When the last user token that was made from it expires; `null` when none was. */
  token_expires_at: Generated<number | null>;
}

/** Where users have signed in before. */
interface DeviceTable {
  secret_hash: Uint8Array;
  user_id: string;
  created_at: number;
}

interface SetupLinkTable {
  secret_hash: Uint8Array;
  purpose: SetupLinkPurpose;
  user_id: string | null;
  account_id: number | null;
  /** JSON: `"everything"`, or a list of management rights. */
  ceiling: string;
  created_at: number;
  created_by: string;
  expires_at: number;
}

interface AttemptTable {
  /** SHA-256 of what the attempts are limited for. */
  subject: Uint8Array;
  /** When every attempt that was taken will have come back. */
  spent_until: number;
}

interface MembershipTable {
  account_id: number;
  user_id: string;
  name: string | null;
  created_at: number;
  /** When the invitation was opened. */
  joined_at: number | null;
}

interface MembershipRoleTable {
  account_id: number;
  user_id: string;
  role_id: number;
}

interface ResourceTable {
  id: number;
  key: string;
  name: string;
  description: string | null;
  revision: number;
}

interface ResourcePlaceTable {
  resource_id: number;
  /** 0 for the place that the resource came with. */
  position: number;
  product: string;
  category: string;
}

interface RoleTable {
  account_id: number;
  id: number;
  name: string;
  /** `textKey` of the name, unique among the live roles of an account. */
  name_key: string;
  kind: 'owner' | 'predefined' | 'custom';
  template: string | null;
  created_at: number;
  /** A deleted role stays as a tombstone. */
  deleted_at: number | null;
  revision: number;
}

interface RoleResourceTable {
  account_id: number;
  role_id: number;
  resource_id: number;
}

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

interface ApiTable {
  name: string;
  /** JSON array of route policies. */
  routes: string;
  revision: number;
}

interface AuditEventTable {
  revision: number;
  pepper_id: string;
  content_digest: Uint8Array;
  mac: Uint8Array;
}

/** Apart from the chain, so that retention and erasure leave the chain whole. */
interface AuditContentTable {
  revision: number;
  content: string;
}

/** A view with one row: the database's own time, asked again by each statement that reads it. */
interface DatabaseClockView {
  now: number;
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

/** The one row for which batches of use queue. */
interface UsageLockTable {
  readonly id: 1;
}

/** When a token was last used in an account. */
interface TokenUseTable {
  key_id: string;
  token_id: string;
  account_id: number;
  last_used_at: number;
  last_address: string;
}

/** Requests with a token, kept for two days. */
interface TokenHourTable {
  key_id: string;
  /** When the hour begins. */
  hour: number;
  token_id: string;
  allowed: number;
  denied: number;
}

/** Requests with a key, kept for 400 days. */
interface KeyDayTable {
  key_id: string;
  /** When the day begins (UTC). */
  day: number;
  /** The account that was called. */
  account_id: number;
  /** Empty for a wrong token. */
  token_id: string;
  code: string;
  requests: number;
}

/** In whose lists an event stands. Not sealed: it follows from the content, and is checked against it. */
interface AuditEventAccountTable {
  revision: number;
  /** 0 for what happened in no account. */
  account_id: number;
  /** Whether it happened there, and does not only concern the account. */
  is_own: Flag;
  at: number;
  action: string;
  /** Empty where the account may not know it. */
  actor: string;
  subject: string;
  search_text: string;
}

/** Answers that can be given again, by what is derived from the Idempotency-Key of their request. */
interface KeptAnswerTable {
  id: Uint8Array;
  request_mac: Uint8Array;
  /** JSON, without its secrets. */
  answer: string;
  /** With the ciphertext, the whole answer; erased after a while. */
  nonce: Uint8Array | null;
  ciphertext: Uint8Array | null;
  /** By the database's clock; `null` for an answer without secrets. */
  sealed_until: number | null;
  /** By the database's clock. */
  kept_until: number;
}

/** A key that signs user tokens. Stays as a tombstone when it is over. */
interface SigningKeyTable {
  kid: string;
  public_key: Uint8Array;
  /** Under which nonce and ciphertext, the private half, are sealed. */
  pepper_id: string;
  nonce: Uint8Array | null;
  ciphertext: Uint8Array | null;
  created_at: number;
  signs_from: number;
  expires_at: number | null;
  revision: number;
}

interface SchemaMigrationTable {
  name: string;
  applied_at: number;
}

export interface Tables {
  installation: InstallationTable;
  peppers: PepperTable;
  accounts: AccountTable;
  users: UserTable;
  passwords: PasswordTable;
  sessions: SessionTable;
  devices: DeviceTable;
  setup_links: SetupLinkTable;
  attempts: AttemptTable;
  memberships: MembershipTable;
  membership_roles: MembershipRoleTable;
  resources: ResourceTable;
  resource_places: ResourcePlaceTable;
  roles: RoleTable;
  role_resources: RoleResourceTable;
  keys: KeyTable;
  tokens: TokenTable;
  renewals: RenewalTable;
  grants: GrantTable;
  grant_roles: GrantRoleTable;
  external_keys: ExternalKeyTable;
  external_key_failures: ExternalKeyFailureTable;
  apis: ApiTable;
  audit_events: AuditEventTable;
  audit_contents: AuditContentTable;
  database_clock: DatabaseClockView;
  links: LinkTable;
  usage_lock: UsageLockTable;
  token_uses: TokenUseTable;
  token_hours: TokenHourTable;
  key_days: KeyDayTable;
  audit_event_accounts: AuditEventAccountTable;
  kept_answers: KeptAnswerTable;
  signing_keys: SigningKeyTable;
  schema_migrations: SchemaMigrationTable;
}
