import type { Migration } from '../../queries/migrate.ts';

/**
 * Use of keys, counted apart from everything that changes are ordered by. `usage_lock` is the one row
 * for which the batches of several processes queue, so that no two of them wait for each other's rows.
 */
export const usage: Migration = {
  name: '0005-usage',
  statements: [
    `CREATE TABLE usage_lock (
      id INTEGER PRIMARY KEY CHECK (id = 1)
    ) STRICT`,
    `INSERT INTO usage_lock (id) VALUES (1)`,
    `CREATE TABLE token_uses (
      key_id TEXT NOT NULL REFERENCES keys (id),
      token_id TEXT NOT NULL,
      account_id INTEGER NOT NULL,
      last_used_at INTEGER NOT NULL,
      last_address TEXT NOT NULL,
      PRIMARY KEY (key_id, token_id, account_id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE token_hours (
      key_id TEXT NOT NULL REFERENCES keys (id),
      hour INTEGER NOT NULL,
      token_id TEXT NOT NULL,
      allowed INTEGER NOT NULL,
      denied INTEGER NOT NULL,
      PRIMARY KEY (key_id, hour, token_id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX token_hours_by_hour ON token_hours (hour)`,
    `CREATE TABLE key_days (
      key_id TEXT NOT NULL REFERENCES keys (id),
      day INTEGER NOT NULL,
      account_id INTEGER NOT NULL,
      token_id TEXT NOT NULL,
      code TEXT NOT NULL,
      requests INTEGER NOT NULL,
      PRIMARY KEY (key_id, day, account_id, token_id, code)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX key_days_by_day ON key_days (day)`,
  ],
};
