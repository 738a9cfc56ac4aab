import type { Migration } from '../../queries/migrate.ts';

/**
 * Single-access links. A link ends with its token, whoever deletes that and why: hence the cascade.
 * `expires_at` and `refused_at` are by the database's clock, which `database_clock` shows; it is the
 * machine's own, read by SQLite and not by the process.
 */
export const links: Migration = {
  name: '0003-links',
  statements: [
    `CREATE VIEW database_clock AS SELECT CAST(round(unixepoch('subsec') * 1000) AS INTEGER) AS now`,
    `CREATE TABLE links (
      id TEXT PRIMARY KEY,
      key_id TEXT NOT NULL,
      token_id TEXT NOT NULL,
      proof_hash BLOB NOT NULL CHECK (length(proof_hash) = 32),
      nonce BLOB CHECK (length(nonce) = 12),
      ciphertext BLOB,
      expires_at INTEGER NOT NULL,
      opened_at INTEGER,
      refused_at INTEGER,
      finishes_renewal INTEGER NOT NULL DEFAULT 0 CHECK (finishes_renewal IN (0, 1)),
      UNIQUE (key_id, token_id),
      FOREIGN KEY (key_id, token_id) REFERENCES tokens (key_id, id) ON DELETE CASCADE,
      CHECK ((nonce IS NULL) = (ciphertext IS NULL)),
      CHECK (opened_at IS NULL OR ciphertext IS NULL)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX links_sealed ON links (expires_at) WHERE ciphertext IS NOT NULL`,
  ],
};
