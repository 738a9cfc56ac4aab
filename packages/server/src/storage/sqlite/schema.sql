-- The schema. `migrations.ts` makes it in a new database; after the first release it changes by a new migration.
--
-- The five `keys_by_…` indexes each serve one order of the key list and carry what the list is filtered by, so that a
-- filtered page never visits the table for a row that it does not show.
-- (They carry `deleted_at`, always NULL, because SQLite would visit the table for it.)
-- `WITHOUT ROWID` keeps the rows of one key side by side.

CREATE TABLE schema_migrations (
  name TEXT PRIMARY KEY,
  applied_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE installation (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  epoch TEXT NOT NULL,
  revision INTEGER NOT NULL
) STRICT;

CREATE TABLE peppers (
  id TEXT PRIMARY KEY,
  check_value BLOB NOT NULL CHECK (length(check_value) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  created_at INTEGER NOT NULL,
  renewal_period_months INTEGER NOT NULL DEFAULT 3 CHECK (renewal_period_months IN (3, 6)),
  enforce_expiry INTEGER NOT NULL DEFAULT 0 CHECK (enforce_expiry IN (0, 1)),
  key_count INTEGER NOT NULL DEFAULT 0 CHECK (key_count >= 0),
  next_role_id INTEGER NOT NULL DEFAULT 1,
  revision INTEGER NOT NULL
) STRICT;

CREATE INDEX accounts_by_revision ON accounts (revision);

CREATE TABLE users (
  id TEXT PRIMARY KEY CHECK (length(id) = 32),
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
, revision INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

CREATE INDEX users_by_revision ON users (revision);

CREATE TABLE passwords (
  user_id TEXT PRIMARY KEY REFERENCES users (id),
  hash TEXT NOT NULL,
  pepper_id TEXT NOT NULL REFERENCES peppers (id),
  set_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  id TEXT PRIMARY KEY CHECK (length(id) = 32),
  secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
  user_id TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  address TEXT,
  user_agent TEXT
, token_expires_at INTEGER) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE INDEX sessions_with_token ON sessions (user_id) WHERE token_expires_at IS NOT NULL;

CREATE TABLE devices (
  secret_hash BLOB PRIMARY KEY CHECK (length(secret_hash) = 32),
  user_id TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX devices_by_user ON devices (user_id, created_at);

CREATE TABLE setup_links (
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
) STRICT, WITHOUT ROWID;

CREATE INDEX setup_links_by_user ON setup_links (user_id);

CREATE INDEX setup_links_by_end ON setup_links (expires_at);

CREATE TABLE attempts (
  subject BLOB PRIMARY KEY CHECK (length(subject) = 32),
  spent_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX attempts_by_end ON attempts (spent_until);

CREATE TABLE resources (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  description TEXT,
  revision INTEGER NOT NULL
) STRICT;

CREATE INDEX resources_by_revision ON resources (revision);

CREATE TABLE resource_places (
  resource_id INTEGER NOT NULL REFERENCES resources (id),
  position INTEGER NOT NULL,
  product TEXT NOT NULL,
  category TEXT NOT NULL,
  PRIMARY KEY (resource_id, position),
  UNIQUE (resource_id, product, category)
) STRICT, WITHOUT ROWID;

CREATE TABLE roles (
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('owner', 'predefined', 'custom')),
  template TEXT,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER,
  revision INTEGER NOT NULL,
  PRIMARY KEY (account_id, id),
  CHECK ((template IS NOT NULL) = (kind = 'predefined')),
  CHECK ((kind = 'owner') = (id = 1))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX roles_by_name ON roles (account_id, name_key) WHERE deleted_at IS NULL;

CREATE INDEX roles_by_revision ON roles (revision);

CREATE TABLE role_resources (
  account_id INTEGER NOT NULL,
  role_id INTEGER NOT NULL,
  resource_id INTEGER NOT NULL REFERENCES resources (id),
  PRIMARY KEY (account_id, role_id, resource_id),
  FOREIGN KEY (account_id, role_id) REFERENCES roles (account_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE memberships (
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  user_id TEXT NOT NULL REFERENCES users (id),
  name TEXT,
  created_at INTEGER NOT NULL, joined_at INTEGER,
  PRIMARY KEY (account_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX memberships_by_user ON memberships (user_id);

CREATE TABLE membership_roles (
  account_id INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  role_id INTEGER NOT NULL,
  PRIMARY KEY (account_id, role_id, user_id),
  FOREIGN KEY (account_id, user_id) REFERENCES memberships (account_id, user_id),
  FOREIGN KEY (account_id, role_id) REFERENCES roles (account_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX membership_roles_by_user ON membership_roles (user_id);

CREATE TABLE keys (
  id TEXT PRIMARY KEY,
  app_key TEXT NOT NULL UNIQUE,
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  label TEXT NOT NULL,
  label_key TEXT NOT NULL,
  search_text TEXT NOT NULL,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  deleted_at INTEGER,
  newest_token_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX keys_by_label ON keys
  (account_id, label_key, id, is_active, newest_token_at, search_text, deleted_at) WHERE deleted_at IS NULL;

CREATE INDEX keys_by_creation ON keys
  (account_id, created_at, id, is_active, newest_token_at, search_text, deleted_at) WHERE deleted_at IS NULL;

CREATE INDEX keys_by_last_use ON keys
  (account_id, last_used_at, id, is_active, newest_token_at, search_text, deleted_at) WHERE deleted_at IS NULL;

CREATE INDEX keys_by_status ON keys
  (account_id, is_active, id, newest_token_at, search_text, deleted_at) WHERE deleted_at IS NULL;

CREATE INDEX keys_by_freshness ON keys
  (account_id, newest_token_at, id, is_active, search_text, deleted_at) WHERE deleted_at IS NULL;

CREATE INDEX keys_by_revision ON keys (revision);

CREATE TABLE tokens (
  key_id TEXT NOT NULL REFERENCES keys (id),
  id TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('current', 'old', 'new')),
  stored_hash BLOB NOT NULL CHECK (length(stored_hash) = 32),
  pepper_id TEXT NOT NULL REFERENCES peppers (id),
  is_imported INTEGER NOT NULL CHECK (is_imported IN (0, 1)),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (key_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX tokens_first ON tokens (key_id) WHERE role <> 'new';

CREATE UNIQUE INDEX tokens_second ON tokens (key_id) WHERE role = 'new';

CREATE TABLE renewals (
  key_id TEXT PRIMARY KEY REFERENCES keys (id),
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  started_at INTEGER NOT NULL,
  started_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX renewals_by_account ON renewals (account_id, key_id);

CREATE TABLE kept_answers (
  id BLOB PRIMARY KEY CHECK (length(id) = 32),
  request_mac BLOB NOT NULL CHECK (length(request_mac) = 32),
  answer TEXT NOT NULL,
  nonce BLOB CHECK (length(nonce) = 12),
  ciphertext BLOB,
  sealed_until INTEGER,
  kept_until INTEGER NOT NULL,
  CHECK ((nonce IS NULL) = (ciphertext IS NULL)),
  CHECK (ciphertext IS NULL OR sealed_until IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX kept_answers_sealed ON kept_answers (sealed_until) WHERE ciphertext IS NOT NULL;

CREATE INDEX kept_answers_by_end ON kept_answers (kept_until);

CREATE TABLE grants (
  key_id TEXT NOT NULL REFERENCES keys (id),
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  added_at INTEGER NOT NULL,
  added_by TEXT NOT NULL,
  note TEXT,
  expires_at INTEGER,
  PRIMARY KEY (key_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX grants_by_account ON grants (account_id);

CREATE TABLE grant_roles (
  key_id TEXT NOT NULL,
  account_id INTEGER NOT NULL,
  role_id INTEGER NOT NULL,
  PRIMARY KEY (key_id, account_id, role_id),
  FOREIGN KEY (key_id, account_id) REFERENCES grants (key_id, account_id),
  FOREIGN KEY (account_id, role_id) REFERENCES roles (account_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX grant_roles_by_role ON grant_roles (account_id, role_id, key_id);

CREATE TABLE external_keys (
  key_id TEXT NOT NULL REFERENCES keys (id),
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  app_key TEXT NOT NULL,
  owner TEXT NOT NULL,
  status INTEGER NOT NULL CHECK (status IN (0, 1, 2)),
  search_text TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (key_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX external_keys_by_key_string ON external_keys
  (account_id, app_key, key_id, status, owner, search_text);

CREATE INDEX external_keys_by_owner ON external_keys
  (account_id, owner, key_id, status, search_text);

CREATE INDEX external_keys_by_addition ON external_keys
  (account_id, added_at, key_id, status, owner, search_text);

CREATE INDEX external_keys_by_last_use ON external_keys
  (account_id, last_used_at, key_id, status, owner, search_text);

CREATE INDEX external_keys_by_status ON external_keys
  (account_id, status, key_id, owner, search_text);

CREATE INDEX external_keys_of_owner ON external_keys (owner);

CREATE TABLE external_key_failures (
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  revision INTEGER NOT NULL,
  failed_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE apis (
  name TEXT PRIMARY KEY,
  routes TEXT NOT NULL,
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX apis_by_revision ON apis (revision);

CREATE TABLE audit_events (
  revision INTEGER PRIMARY KEY,
  pepper_id TEXT NOT NULL,
  content_digest BLOB NOT NULL CHECK (length(content_digest) = 32),
  mac BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT;

CREATE TABLE audit_contents (
  revision INTEGER PRIMARY KEY,
  content TEXT NOT NULL
) STRICT;

CREATE VIEW database_clock AS SELECT CAST(round(unixepoch('subsec') * 1000) AS INTEGER) AS now;

CREATE TABLE links (
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
) STRICT, WITHOUT ROWID;

CREATE INDEX links_sealed ON links (expires_at) WHERE ciphertext IS NOT NULL;

CREATE TABLE job_leases (
  job TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE usage_lock (
  id INTEGER PRIMARY KEY CHECK (id = 1)
) STRICT;

INSERT INTO usage_lock (id) VALUES (1);

CREATE TABLE token_uses (
  key_id TEXT NOT NULL REFERENCES keys (id),
  token_id TEXT NOT NULL,
  account_id INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  last_address TEXT NOT NULL,
  PRIMARY KEY (key_id, token_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE token_hours (
  key_id TEXT NOT NULL REFERENCES keys (id),
  hour INTEGER NOT NULL,
  token_id TEXT NOT NULL,
  allowed INTEGER NOT NULL,
  denied INTEGER NOT NULL,
  PRIMARY KEY (key_id, hour, token_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX token_hours_by_hour ON token_hours (hour);

CREATE TABLE key_days (
  key_id TEXT NOT NULL REFERENCES keys (id),
  day INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  token_id TEXT NOT NULL,
  code TEXT NOT NULL,
  requests INTEGER NOT NULL,
  PRIMARY KEY (key_id, day, account_id, token_id, code)
) STRICT, WITHOUT ROWID;

CREATE INDEX key_days_by_day ON key_days (day);

CREATE TABLE audit_event_accounts (
  revision INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  is_own INTEGER NOT NULL CHECK (is_own IN (0, 1)),
  at INTEGER NOT NULL,
  action TEXT NOT NULL,
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  search_text TEXT NOT NULL,
  PRIMARY KEY (revision, account_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_event_accounts_by_time ON audit_event_accounts (at, revision);

CREATE INDEX audit_event_accounts_by_account ON audit_event_accounts (account_id, at, revision);

CREATE INDEX audit_event_accounts_by_action ON audit_event_accounts (account_id, action, at, revision);

CREATE INDEX audit_event_accounts_by_actor ON audit_event_accounts (account_id, actor, at, revision);

CREATE INDEX audit_event_accounts_by_subject ON audit_event_accounts (account_id, subject, at, revision);

CREATE TABLE signing_keys (
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
) STRICT, WITHOUT ROWID;

CREATE INDEX signing_keys_by_revision ON signing_keys (revision);

CREATE TABLE followers (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  account_id INTEGER REFERENCES accounts (id),
  pepper_id TEXT NOT NULL REFERENCES peppers (id),
  stored_hash BLOB NOT NULL UNIQUE CHECK (length(stored_hash) = 32),
  created_at INTEGER NOT NULL,
  revoked_at INTEGER,
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX followers_by_name ON followers (name) WHERE revoked_at IS NULL;

CREATE INDEX followers_by_revision ON followers (revision);

CREATE TABLE nodes (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('server', 'edge', 'sdk')),
  account_id INTEGER,
  version TEXT NOT NULL,
  revision TEXT NOT NULL,
  behind_ms INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
