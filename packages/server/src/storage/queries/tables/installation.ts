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

/** Who may follow the changes. Stays as a tombstone when it is revoked. */
interface FollowerTable {
  id: string;
  name: string;
  account_id: number | null;
  pepper_id: string;
  stored_hash: Uint8Array;
  created_at: number;
  revoked_at: number | null;
  revision: number;
}

/** Answers that can be given again, by what is derived from the Idempotency-Key of their request. */
interface IdempotencyRecordTable {
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

/** A view with one row: the database's own time, asked again by each statement that reads it. */
interface DatabaseClockView {
  now: number;
}

interface SchemaMigrationTable {
  name: string;
  applied_at: number;
}

/** What there is once for all accounts. */
export interface InstallationTables {
  installation: InstallationTable;
  peppers: PepperTable;
  signing_keys: SigningKeyTable;
  followers: FollowerTable;
  kept_answers: IdempotencyRecordTable;
  database_clock: DatabaseClockView;
  schema_migrations: SchemaMigrationTable;
}
