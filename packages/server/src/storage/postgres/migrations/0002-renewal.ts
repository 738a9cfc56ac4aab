import type { Migration } from '../../queries/migrate.ts';

/** Who started the pending renewal of a key, and when. */
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
  ],
};
