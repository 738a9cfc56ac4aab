import type { Migration } from '../../queries/migrate.ts';

/** Keys that sign user tokens, from which sessions there are some, and when a user last changed for whoever decides, with roles found by user. */
export const userTokens: Migration = {
  name: '0009-user-tokens',
  statements: [
    `CREATE TABLE signing_keys (
      kid text COLLATE "C" PRIMARY KEY CHECK (length(kid) = 40),
      public_key bytea NOT NULL,
      pepper_id text COLLATE "C" NOT NULL REFERENCES peppers (id),
      nonce bytea,
      ciphertext bytea,
      created_at bigint NOT NULL,
      signs_from bigint NOT NULL,
      expires_at bigint,
      revision bigint NOT NULL,
      CHECK ((nonce IS NULL) = (ciphertext IS NULL))
    )`,
    `CREATE INDEX signing_keys_by_revision ON signing_keys (revision)`,
    `ALTER TABLE sessions ADD COLUMN token_expires_at bigint`,
    `CREATE INDEX sessions_with_token ON sessions (user_id) WHERE token_expires_at IS NOT NULL`,
    `ALTER TABLE users ADD COLUMN revision bigint NOT NULL DEFAULT 0`,
    `CREATE INDEX users_by_revision ON users (revision)`,
    `CREATE INDEX memberships_by_user ON memberships (user_id)`,
    `CREATE INDEX membership_roles_by_user ON membership_roles (user_id)`,
  ],
};
