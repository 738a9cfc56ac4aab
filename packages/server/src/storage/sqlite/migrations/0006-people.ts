import type { Migration } from '../../queries/migrate.ts';

/** Passwords, sessions, known devices, set-up links, attempts at signing in, and when somebody joined an account. */
export const people: Migration = {
  name: '0006-people',
  statements: [
    `ALTER TABLE memberships ADD COLUMN joined_at INTEGER`,
    `CREATE TABLE passwords (
      user_id TEXT PRIMARY KEY REFERENCES users (id),
      hash TEXT NOT NULL,
      pepper_id TEXT NOT NULL REFERENCES peppers (id),
      set_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE sessions (
      id TEXT PRIMARY KEY CHECK (length(id) = 32),
      secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
      user_id TEXT NOT NULL REFERENCES users (id),
      created_at INTEGER NOT NULL,
      last_seen_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      address TEXT,
      user_agent TEXT
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX sessions_by_user ON sessions (user_id)`,
    `CREATE INDEX sessions_by_end ON sessions (expires_at)`,
    `CREATE TABLE devices (
      secret_hash BLOB PRIMARY KEY CHECK (length(secret_hash) = 32),
      user_id TEXT NOT NULL REFERENCES users (id),
      created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX devices_by_user ON devices (user_id, created_at)`,
    `CREATE TABLE setup_links (
      secret_hash BLOB PRIMARY KEY CHECK (length(secret_hash) = 32),
      purpose TEXT NOT NULL CHECK (purpose IN ('first_account', 'invitation', 'password')),
      user_id TEXT REFERENCES users (id),
      account_id INTEGER REFERENCES accounts (id),
      ceiling TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      expires_at INTEGER NOT NULL,
      CHECK ((user_id IS NULL) = (purpose = 'first_account')),
      CHECK (purpose <> 'invitation' OR account_id IS NOT NULL)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX setup_links_by_user ON setup_links (user_id)`,
    `CREATE INDEX setup_links_by_end ON setup_links (expires_at)`,
    `CREATE TABLE attempts (
      subject BLOB PRIMARY KEY CHECK (length(subject) = 32),
      spent_until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX attempts_by_end ON attempts (spent_until)`,
  ],
};
