import type { Migration } from '../../queries/migrate.ts';

/**
 * Who started the pending renewal of a key, and when; and answers that can be given again. Of these,
 * `sealed_until` and `kept_until` are by the database's clock.
 */
export const renewal: Migration = {
  name: '0002-renewal',
  statements: [
    `CREATE TABLE renewals (
      key_id text COLLATE "C" PRIMARY KEY REFERENCES keys (id),
      account_id bigint NOT NULL REFERENCES accounts (id),
      started_at bigint NOT NULL,
      started_by text COLLATE "C" NOT NULL
    )`,
    `CREATE INDEX renewals_by_account ON renewals (account_id, key_id)`,
    `CREATE TABLE kept_answers (
      id bytea PRIMARY KEY CHECK (octet_length(id) = 32),
      request_mac bytea NOT NULL CHECK (octet_length(request_mac) = 32),
      answer text COLLATE "C" NOT NULL,
      nonce bytea CHECK (octet_length(nonce) = 12),
      ciphertext bytea,
      sealed_until bigint,
      kept_until bigint NOT NULL,
      CHECK ((nonce IS NULL) = (ciphertext IS NULL)),
      CHECK (ciphertext IS NULL OR sealed_until IS NOT NULL)
    )`,
    `CREATE INDEX kept_answers_sealed ON kept_answers (sealed_until) WHERE ciphertext IS NOT NULL`,
    `CREATE INDEX kept_answers_by_end ON kept_answers (kept_until)`,
  ],
};
