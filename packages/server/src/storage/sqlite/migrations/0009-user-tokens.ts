import type { Migration } from '../../queries/migrate.ts';

/** Keys that sign user tokens, from which sessions there are some, and when a user last changed for whoever decides, with roles found by user. */
export const userTokens: Migration = {
  name: '0009-user-tokens',
  statements: [
    `CREATE TABLE signing_keys (
      kid TEXT PRIMARY KEY CHECK (length(kid) = 40),
      public_key BLOB NOT NULL,
      pepper_id TEXT NOT NULL REFERENCES peppers (id),
      nonce BLOB,
      ciphertext BLOB,
      created_at INTEGER NOT NULL,
      signs_from INTEGER NOT NULL,
      expires_at INTEGER,
      revision INTEGER NOT NULL,
      CHECK ((nonce IS NULL) = (ciphertext IS NULL))
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX signing_keys_by_revision ON signing_keys (revision)`,
    `ALTER TABLE sessions ADD COLUMN token_expires_at INTEGER`,
    `CREATE INDEX sessions_with_token ON sessions (user_id) WHERE token_expires_at IS NOT NULL`,
    `ALTER TABLE users ADD COLUMN revision INTEGER NOT NULL DEFAULT 0`,
    `CREATE INDEX users_by_revision ON users (revision)`,
    `CREATE INDEX memberships_by_user ON memberships (user_id)`,
    `CREATE INDEX membership_roles_by_user ON membership_roles (user_id)`,
  ],
};
