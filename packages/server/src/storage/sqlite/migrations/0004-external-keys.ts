import { fillExternalKeys } from '../../queries/external-key-status.ts';
import type { Migration } from '../../queries/migrate.ts';

/** The list of external keys, which stay in it when their owners delete them, and the limit on guessing key strings. */
export const externalKeys: Migration = {
  name: '0004-external-keys',
  statements: [
    `CREATE TABLE external_keys (
      key_id TEXT NOT NULL REFERENCES keys (id),
      account_id INTEGER NOT NULL REFERENCES accounts (id),
      app_key TEXT NOT NULL,
      owner TEXT NOT NULL,
      status INTEGER NOT NULL CHECK (status IN (0, 1, 2)),
      search_text TEXT NOT NULL,
      added_at INTEGER NOT NULL,
      last_used_at INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (key_id, account_id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX external_keys_by_key_string ON external_keys
      (account_id, app_key, key_id, status, owner, search_text)`,
    `CREATE INDEX external_keys_by_owner ON external_keys
      (account_id, owner, key_id, status, search_text)`,
    `CREATE INDEX external_keys_by_addition ON external_keys
      (account_id, added_at, key_id, status, owner, search_text)`,
    `CREATE INDEX external_keys_by_last_use ON external_keys
      (account_id, last_used_at, key_id, status, owner, search_text)`,
    `CREATE INDEX external_keys_by_status ON external_keys
      (account_id, status, key_id, owner, search_text)`,
    `CREATE INDEX external_keys_of_owner ON external_keys (owner)`,
    `CREATE TABLE external_key_failures (
      account_id INTEGER NOT NULL REFERENCES accounts (id),
      revision INTEGER NOT NULL,
      failed_at INTEGER NOT NULL,
      PRIMARY KEY (account_id, revision)
    ) STRICT, WITHOUT ROWID`,
  ],
  fill: fillExternalKeys,
};
