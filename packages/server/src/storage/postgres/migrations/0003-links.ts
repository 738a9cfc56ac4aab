import type { Migration } from '../../queries/migrate.ts';

/**
 * Single-access links. A link ends with its token, whoever deletes that and why: hence the cascade.
 * `expires_at` and `refused_at` are by the database's clock, which `database_clock` shows: not that of the transaction,
 * which may have waited for its lock.
 */
export const links: Migration = {
  name: '0003-links',
  statements: [
    `CREATE VIEW database_clock AS SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`,
    `CREATE TABLE links (
      id text COLLATE "C" PRIMARY KEY,
      key_id text COLLATE "C" NOT NULL,
      token_id text COLLATE "C" NOT NULL,
      proof_hash bytea NOT NULL CHECK (octet_length(proof_hash) = 32),
      nonce bytea CHECK (octet_length(nonce) = 12),
      ciphertext bytea,
      expires_at bigint NOT NULL,
      opened_at bigint,
      refused_at bigint,
      finishes_renewal smallint NOT NULL DEFAULT 0 CHECK (finishes_renewal IN (0, 1)),
      UNIQUE (key_id, token_id),
      FOREIGN KEY (key_id, token_id) REFERENCES tokens (key_id, id) ON DELETE CASCADE,
      CHECK ((nonce IS NULL) = (ciphertext IS NULL)),
      CHECK (opened_at IS NULL OR ciphertext IS NULL)
    )`,
    `CREATE INDEX links_sealed ON links (expires_at) WHERE ciphertext IS NOT NULL`,
  ],
};
