import type { Migration } from '../../queries/migrate.ts';

/**
 * Use of keys, counted apart from everything that changes are ordered by. `usage_lock` is the one row
 * for which the batches of several processes queue, so that no two of them wait for each other's rows.
 */
export const usage: Migration = {
  name: '0005-usage',
  statements: [
    `CREATE TABLE usage_lock (
      id bigint PRIMARY KEY CHECK (id = 1)
    )`,
    `INSERT INTO usage_lock (id) VALUES (1)`,
    `CREATE TABLE token_uses (
      key_id text COLLATE "C" NOT NULL REFERENCES keys (id),
      token_id text COLLATE "C" NOT NULL,
      account_id bigint NOT NULL,
      last_used_at bigint NOT NULL,
      last_address text COLLATE "C" NOT NULL,
      PRIMARY KEY (key_id, token_id, account_id)
    )`,
    `CREATE TABLE token_hours (
      key_id text COLLATE "C" NOT NULL REFERENCES keys (id),
      hour bigint NOT NULL,
      token_id text COLLATE "C" NOT NULL,
      allowed bigint NOT NULL,
      denied bigint NOT NULL,
      PRIMARY KEY (key_id, hour, token_id)
    )`,
    `CREATE INDEX token_hours_by_hour ON token_hours (hour)`,
    `CREATE TABLE key_days (
      key_id text COLLATE "C" NOT NULL REFERENCES keys (id),
      day bigint NOT NULL,
      account_id bigint NOT NULL,
      token_id text COLLATE "C" NOT NULL,
      code text COLLATE "C" NOT NULL,
      requests bigint NOT NULL,
      PRIMARY KEY (key_id, day, account_id, token_id, code)
    )`,
    `CREATE INDEX key_days_by_day ON key_days (day)`,
  ],
};
