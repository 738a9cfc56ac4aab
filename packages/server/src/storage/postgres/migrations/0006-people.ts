import type { Migration } from '../../queries/migrate.ts';

/** Passwords, sessions, known devices, set-up links, attempts at signing in, and when somebody joined an account. */
export const people: Migration = {
  name: '0006-people',
  statements: [
    `ALTER TABLE memberships ADD COLUMN joined_at bigint`,
    `CREATE TABLE passwords (
      user_id text COLLATE "C" PRIMARY KEY REFERENCES users (id),
      hash text COLLATE "C" NOT NULL,
      pepper_id text COLLATE "C" NOT NULL REFERENCES peppers (id),
      set_at bigint NOT NULL
    )`,
    `CREATE TABLE sessions (
      id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 32),
      secret_hash bytea NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32),
      user_id text COLLATE "C" NOT NULL REFERENCES users (id),
      created_at bigint NOT NULL,
      last_seen_at bigint NOT NULL,
      expires_at bigint NOT NULL,
      address text COLLATE "C",
      user_agent text COLLATE "C"
    )`,
    `CREATE INDEX sessions_by_user ON sessions (user_id)`,
    `CREATE INDEX sessions_by_end ON sessions (expires_at)`,
    `CREATE TABLE devices (
      secret_hash bytea PRIMARY KEY CHECK (octet_length(secret_hash) = 32),
      user_id text COLLATE "C" NOT NULL REFERENCES users (id),
      created_at bigint NOT NULL
    )`,
    `CREATE INDEX devices_by_user ON devices (user_id, created_at)`,
    `CREATE TABLE setup_links (
      secret_hash bytea PRIMARY KEY CHECK (octet_length(secret_hash) = 32),
      purpose text COLLATE "C" NOT NULL CHECK (purpose IN ('first_account', 'invitation', 'password')),
      user_id text COLLATE "C" REFERENCES users (id),
      account_id bigint REFERENCES accounts (id),
      ceiling text COLLATE "C" NOT NULL,
      created_at bigint NOT NULL,
      created_by text COLLATE "C" NOT NULL,
      expires_at bigint NOT NULL,
      CHECK ((user_id IS NULL) = (purpose = 'first_account')),
      CHECK (purpose <> 'invitation' OR account_id IS NOT NULL)
    )`,
    `CREATE INDEX setup_links_by_user ON setup_links (user_id)`,
    `CREATE INDEX setup_links_by_end ON setup_links (expires_at)`,
    `CREATE TABLE attempts (
      subject bytea PRIMARY KEY CHECK (octet_length(subject) = 32),
      spent_until bigint NOT NULL
    )`,
    `CREATE INDEX attempts_by_end ON attempts (spent_until)`,
  ],
};
