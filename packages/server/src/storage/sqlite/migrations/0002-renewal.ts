import type { Migration } from '../../queries/migrate.ts';

/** Who started the pending renewal of a key, and when. */
export const renewal: Migration = {
  name: '0002-renewal',
  statements: [
    `CREATE TABLE renewals (
      key_id TEXT PRIMARY KEY REFERENCES keys (id),
      account_id INTEGER NOT NULL REFERENCES accounts (id),
      started_at INTEGER NOT NULL,
      started_by TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX renewals_by_account ON renewals (account_id, key_id)`,
  ],
};
