import type { Migration } from '../../queries/migrate.ts';

/**
 * Who started the pending renewal of a key, and when; and answers that can be given again. Of these,
 * `sealed_until` and `kept_until` are by the database's clock.
 */
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
    `CREATE TABLE kept_answers (
      id BLOB PRIMARY KEY CHECK (length(id) = 32),
      request_mac BLOB NOT NULL CHECK (length(request_mac) = 32),
      answer TEXT NOT NULL,
      nonce BLOB CHECK (length(nonce) = 12),
      ciphertext BLOB,
      sealed_until INTEGER,
      kept_until INTEGER NOT NULL,
      CHECK ((nonce IS NULL) = (ciphertext IS NULL)),
      CHECK (ciphertext IS NULL OR sealed_until IS NOT NULL)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX kept_answers_sealed ON kept_answers (sealed_until) WHERE ciphertext IS NOT NULL`,
    `CREATE INDEX kept_answers_by_end ON kept_answers (kept_until)`,
  ],
};
