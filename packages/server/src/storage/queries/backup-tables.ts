import type { Tables } from './tables.ts';

/**
 * What happens to a table when a database is backed up and restored:
 * - an order of columns, unique and indexed: it is in the backup, and read in this order;
 * - `emptied`: it is not in the backup, and empty after a restore; the reason stands beside it;
 * - `kept`: it belongs to the database and not to its contents.
 */
type Treatment<T extends keyof Tables> = readonly (keyof Tables[T] & string)[] | 'emptied' | 'kept';

/** Every table, those that others refer to first. It does not compile when one is missing. */
export const tableTreatments: { readonly [T in keyof Tables]: Treatment<T> } = {
  // The version of the schema, the position in the stream of changes, the clock, and a lock.
  schema_migrations: 'kept',
  installation: 'kept',
  database_clock: 'kept',
  usage_lock: 'kept',
  peppers: ['id'],
  accounts: ['id'],
  users: ['id'],
  passwords: ['user_id'],
  resources: ['id'],
  resource_places: ['resource_id', 'position'],
  roles: ['account_id', 'id'],
  role_resources: ['account_id', 'role_id', 'resource_id'],
  memberships: ['account_id', 'user_id'],
  membership_roles: ['account_id', 'role_id', 'user_id'],
  keys: ['id'],
  tokens: ['key_id', 'id'],
  renewals: ['key_id'],
  grants: ['key_id', 'account_id'],
  grant_roles: ['key_id', 'account_id', 'role_id'],
  external_keys: ['key_id', 'account_id'],
  token_uses: ['key_id', 'token_id', 'account_id'],
  token_hours: ['key_id', 'hour', 'token_id'],
  key_days: ['key_id', 'day', 'account_id', 'token_id', 'code'],
  apis: ['name'],
  audit_events: ['revision'],
  audit_contents: ['revision'],
  audit_event_accounts: ['revision', 'account_id'],
  // What was opened or used since would open once more.
  links: 'emptied',
  setup_links: 'emptied',
  // What was signed before a restore is not accepted after it; the next token makes a new key.
  signing_keys: 'emptied',
  // A credential that was revoked since would follow once more: each follower gets a new one.
  followers: 'emptied',
  // Who was signed in signs in again; a session that was ended since stays so.
  sessions: 'emptied',
  devices: 'emptied',
  // An answer that was kept to be given again has a token in it.
  kept_answers: 'emptied',
  // Counts that hold for an hour at most.
  attempts: 'emptied',
  external_key_failures: 'emptied',
  // Of the servers that run now.
  job_leases: 'emptied',
  nodes: 'emptied',
};

type TableName = keyof Tables;

/** The tables of a backup with the order in which they are read, in an order in which they can be filled. */
export const backupTables: readonly { readonly name: TableName; readonly order: readonly string[] }[] = Object.entries(
  tableTreatments,
).flatMap(([name, treatment]) =>
  typeof treatment === 'string' ? [] : [{ name: name as TableName, order: treatment }],
);

/** The tables that a restore empties, in an order in which they can be. */
export const emptiedTables: readonly TableName[] = Object.entries(tableTreatments)
  .filter(([, treatment]) => treatment !== 'kept')
  .map(([name]) => name as TableName)
  .reverse();
