-- The schema. `migrations.ts` makes it in a new database; after the first release it changes by a new migration.
--
-- The five `keys_by_…` indexes each serve one order of the key list and carry what the list is filtered by, so that a
-- filtered page never visits the table for a row that it does not show.
-- Text compares by byte whatever the database's own collation is. `keys` is vacuumed early, for an index
-- answers by itself only where vacuum has been since the last change.

CREATE TABLE schema_migrations (
  name text COLLATE "C" PRIMARY KEY,
  applied_at bigint NOT NULL
);

CREATE TABLE installation (
  id bigint PRIMARY KEY CHECK (id = 1),
  epoch text COLLATE "C" NOT NULL,
  revision bigint NOT NULL
);

CREATE TABLE peppers (
  id text COLLATE "C" PRIMARY KEY,
  check_value bytea NOT NULL CHECK (octet_length(check_value) = 32)
);

CREATE TABLE accounts (
  id bigint PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE,
  is_active smallint NOT NULL CHECK (is_active IN (0, 1)),
  created_at bigint NOT NULL,
  renewal_period_months smallint NOT NULL DEFAULT 3 CHECK (renewal_period_months IN (3, 6)),
  enforce_expiry smallint NOT NULL DEFAULT 0 CHECK (enforce_expiry IN (0, 1)),
  key_count bigint NOT NULL DEFAULT 0 CHECK (key_count >= 0),
  next_role_id bigint NOT NULL DEFAULT 1,
  revision bigint NOT NULL
);

CREATE INDEX accounts_by_revision ON accounts (revision);

CREATE TABLE users (
  id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 32),
  email text COLLATE "C" NOT NULL,
  email_key text COLLATE "C" NOT NULL UNIQUE,
  created_at bigint NOT NULL,
  revision bigint NOT NULL DEFAULT 0
);

CREATE INDEX users_by_revision ON users (revision);

CREATE TABLE passwords (
  user_id text COLLATE "C" PRIMARY KEY REFERENCES users (id),
  hash text COLLATE "C" NOT NULL,
  pepper_id text COLLATE "C" NOT NULL REFERENCES peppers (id),
  set_at bigint NOT NULL
);

CREATE TABLE sessions (
  id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 32),
  secret_hash bytea NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32),
  user_id text COLLATE "C" NOT NULL REFERENCES users (id),
  created_at bigint NOT NULL,
  last_seen_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  address text COLLATE "C",
  user_agent text COLLATE "C",
  token_expires_at bigint
);

CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE INDEX sessions_with_token ON sessions (user_id) WHERE token_expires_at IS NOT NULL;

CREATE TABLE devices (
  secret_hash bytea PRIMARY KEY CHECK (octet_length(secret_hash) = 32),
  user_id text COLLATE "C" NOT NULL REFERENCES users (id),
  created_at bigint NOT NULL
);

CREATE INDEX devices_by_user ON devices (user_id, created_at);

CREATE TABLE setup_links (
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
);

CREATE INDEX setup_links_by_user ON setup_links (user_id);

CREATE INDEX setup_links_by_end ON setup_links (expires_at);

CREATE TABLE attempts (
  subject bytea PRIMARY KEY CHECK (octet_length(subject) = 32),
  spent_until bigint NOT NULL
);

CREATE INDEX attempts_by_end ON attempts (spent_until);

CREATE TABLE resources (
  id bigint PRIMARY KEY,
  key text COLLATE "C" NOT NULL UNIQUE,
  name text COLLATE "C" NOT NULL,
  description text COLLATE "C",
  revision bigint NOT NULL
);

CREATE INDEX resources_by_revision ON resources (revision);

CREATE TABLE resource_places (
  resource_id bigint NOT NULL REFERENCES resources (id),
  position bigint NOT NULL,
  product text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  PRIMARY KEY (resource_id, position),
  UNIQUE (resource_id, product, category)
);

CREATE TABLE roles (
  account_id bigint NOT NULL REFERENCES accounts (id),
  id bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  name_key text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('owner', 'predefined', 'custom')),
  template text COLLATE "C",
  created_at bigint NOT NULL,
  deleted_at bigint,
  revision bigint NOT NULL,
  PRIMARY KEY (account_id, id),
  CHECK ((template IS NOT NULL) = (kind = 'predefined')),
  CHECK ((kind = 'owner') = (id = 1))
);

CREATE UNIQUE INDEX roles_by_name ON roles (account_id, name_key) WHERE deleted_at IS NULL;

CREATE INDEX roles_by_revision ON roles (revision);

CREATE TABLE role_resources (
  account_id bigint NOT NULL,
  role_id bigint NOT NULL,
  resource_id bigint NOT NULL REFERENCES resources (id),
  PRIMARY KEY (account_id, role_id, resource_id),
  FOREIGN KEY (account_id, role_id) REFERENCES roles (account_id, id)
);

CREATE TABLE memberships (
  account_id bigint NOT NULL REFERENCES accounts (id),
  user_id text COLLATE "C" NOT NULL REFERENCES users (id),
  name text COLLATE "C",
  created_at bigint NOT NULL,
  joined_at bigint,
  PRIMARY KEY (account_id, user_id)
);

CREATE INDEX memberships_by_user ON memberships (user_id);

CREATE TABLE membership_roles (
  account_id bigint NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  role_id bigint NOT NULL,
  PRIMARY KEY (account_id, role_id, user_id),
  FOREIGN KEY (account_id, user_id) REFERENCES memberships (account_id, user_id),
  FOREIGN KEY (account_id, role_id) REFERENCES roles (account_id, id)
);

CREATE INDEX membership_roles_by_user ON membership_roles (user_id);

CREATE TABLE keys (
  id text COLLATE "C" PRIMARY KEY,
  app_key text COLLATE "C" NOT NULL UNIQUE,
  account_id bigint NOT NULL REFERENCES accounts (id),
  label text COLLATE "C" NOT NULL,
  label_key text COLLATE "C" NOT NULL,
  search_text text COLLATE "C" NOT NULL,
  is_active smallint NOT NULL CHECK (is_active IN (0, 1)),
  created_at bigint NOT NULL,
  created_by text COLLATE "C" NOT NULL,
  deleted_at bigint,
  newest_token_at bigint NOT NULL,
  last_used_at bigint NOT NULL DEFAULT 0,
  revision bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.01);

CREATE INDEX keys_by_label ON keys
  (account_id, label_key, id) INCLUDE (is_active, newest_token_at, search_text) WHERE deleted_at IS NULL;

CREATE INDEX keys_by_creation ON keys
  (account_id, created_at, id) INCLUDE (is_active, newest_token_at, search_text) WHERE deleted_at IS NULL;

CREATE INDEX keys_by_last_use ON keys
  (account_id, last_used_at, id) INCLUDE (is_active, newest_token_at, search_text) WHERE deleted_at IS NULL;

CREATE INDEX keys_by_status ON keys
  (account_id, is_active, id) INCLUDE (newest_token_at, search_text) WHERE deleted_at IS NULL;

CREATE INDEX keys_by_freshness ON keys
  (account_id, newest_token_at, id) INCLUDE (is_active, search_text) WHERE deleted_at IS NULL;

CREATE INDEX keys_by_revision ON keys (revision);

CREATE TABLE tokens (
  key_id text COLLATE "C" NOT NULL REFERENCES keys (id),
  id text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL CHECK (role IN ('current', 'old', 'new')),
  stored_hash bytea NOT NULL CHECK (octet_length(stored_hash) = 32),
  pepper_id text COLLATE "C" NOT NULL REFERENCES peppers (id),
  is_imported smallint NOT NULL CHECK (is_imported IN (0, 1)),
  created_at bigint NOT NULL,
  PRIMARY KEY (key_id, id)
);

CREATE UNIQUE INDEX tokens_first ON tokens (key_id) WHERE role <> 'new';

CREATE UNIQUE INDEX tokens_second ON tokens (key_id) WHERE role = 'new';

CREATE TABLE renewals (
  key_id text COLLATE "C" PRIMARY KEY REFERENCES keys (id),
  account_id bigint NOT NULL REFERENCES accounts (id),
  started_at bigint NOT NULL,
  started_by text COLLATE "C" NOT NULL
);

CREATE INDEX renewals_by_account ON renewals (account_id, key_id);

CREATE TABLE kept_answers (
  id bytea PRIMARY KEY CHECK (octet_length(id) = 32),
  request_mac bytea NOT NULL CHECK (octet_length(request_mac) = 32),
  answer text COLLATE "C" NOT NULL,
  nonce bytea CHECK (octet_length(nonce) = 12),
  ciphertext bytea,
  sealed_until bigint,
  kept_until bigint NOT NULL,
  CHECK ((nonce IS NULL) = (ciphertext IS NULL)),
  CHECK (ciphertext IS NULL OR sealed_until IS NOT NULL)
);

CREATE INDEX kept_answers_sealed ON kept_answers (sealed_until) WHERE ciphertext IS NOT NULL;

CREATE INDEX kept_answers_by_end ON kept_answers (kept_until);

CREATE TABLE grants (
  key_id text COLLATE "C" NOT NULL REFERENCES keys (id),
  account_id bigint NOT NULL REFERENCES accounts (id),
  added_at bigint NOT NULL,
  added_by text COLLATE "C" NOT NULL,
  note text COLLATE "C",
  expires_at bigint,
  PRIMARY KEY (key_id, account_id)
);

CREATE INDEX grants_by_account ON grants (account_id);

CREATE TABLE grant_roles (
  key_id text COLLATE "C" NOT NULL,
  account_id bigint NOT NULL,
  role_id bigint NOT NULL,
  PRIMARY KEY (key_id, account_id, role_id),
  FOREIGN KEY (key_id, account_id) REFERENCES grants (key_id, account_id),
  FOREIGN KEY (account_id, role_id) REFERENCES roles (account_id, id)
);

CREATE INDEX grant_roles_by_role ON grant_roles (account_id, role_id, key_id);

CREATE TABLE external_keys (
  key_id text COLLATE "C" NOT NULL REFERENCES keys (id),
  account_id bigint NOT NULL REFERENCES accounts (id),
  app_key text COLLATE "C" NOT NULL,
  owner text COLLATE "C" NOT NULL,
  status smallint NOT NULL CHECK (status IN (0, 1, 2)),
  search_text text COLLATE "C" NOT NULL,
  added_at bigint NOT NULL,
  last_used_at bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (key_id, account_id)
);

CREATE INDEX external_keys_by_key_string ON external_keys
  (account_id, app_key, key_id) INCLUDE (status, owner, search_text);

CREATE INDEX external_keys_by_owner ON external_keys
  (account_id, owner, key_id) INCLUDE (status, search_text);

CREATE INDEX external_keys_by_addition ON external_keys
  (account_id, added_at, key_id) INCLUDE (status, owner, search_text);

CREATE INDEX external_keys_by_last_use ON external_keys
  (account_id, last_used_at, key_id) INCLUDE (status, owner, search_text);

CREATE INDEX external_keys_by_status ON external_keys
  (account_id, status, key_id) INCLUDE (owner, search_text);

CREATE INDEX external_keys_of_owner ON external_keys (owner);

CREATE TABLE external_key_failures (
  account_id bigint NOT NULL REFERENCES accounts (id),
  revision bigint NOT NULL,
  failed_at bigint NOT NULL,
  PRIMARY KEY (account_id, revision)
);

CREATE TABLE apis (
  name text COLLATE "C" PRIMARY KEY,
  routes text COLLATE "C" NOT NULL,
  revision bigint NOT NULL
);

CREATE INDEX apis_by_revision ON apis (revision);

CREATE TABLE audit_events (
  revision bigint PRIMARY KEY,
  pepper_id text COLLATE "C" NOT NULL,
  content_digest bytea NOT NULL CHECK (octet_length(content_digest) = 32),
  mac bytea NOT NULL CHECK (octet_length(mac) = 32)
);

CREATE TABLE audit_contents (
  revision bigint PRIMARY KEY,
  content text COLLATE "C" NOT NULL
);

CREATE VIEW database_clock AS SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now;

CREATE TABLE links (
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
);

CREATE INDEX links_sealed ON links (expires_at) WHERE ciphertext IS NOT NULL;

CREATE TABLE job_leases (
  job text COLLATE "C" PRIMARY KEY,
  holder text COLLATE "C" NOT NULL,
  expires_at bigint NOT NULL
);

CREATE TABLE usage_lock (
  id bigint PRIMARY KEY CHECK (id = 1)
);

INSERT INTO usage_lock (id) VALUES (1);

CREATE TABLE token_uses (
  key_id text COLLATE "C" NOT NULL REFERENCES keys (id),
  token_id text COLLATE "C" NOT NULL,
  account_id bigint NOT NULL,
  last_used_at bigint NOT NULL,
  last_address text COLLATE "C" NOT NULL,
  PRIMARY KEY (key_id, token_id, account_id)
);

CREATE TABLE token_hours (
  key_id text COLLATE "C" NOT NULL REFERENCES keys (id),
  hour bigint NOT NULL,
  token_id text COLLATE "C" NOT NULL,
  allowed bigint NOT NULL,
  denied bigint NOT NULL,
  PRIMARY KEY (key_id, hour, token_id)
);

CREATE INDEX token_hours_by_hour ON token_hours (hour);

CREATE TABLE key_days (
  key_id text COLLATE "C" NOT NULL REFERENCES keys (id),
  day bigint NOT NULL,
  account_id bigint NOT NULL,
  token_id text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  requests bigint NOT NULL,
  PRIMARY KEY (key_id, day, account_id, token_id, code)
);

CREATE INDEX key_days_by_day ON key_days (day);

CREATE TABLE audit_event_accounts (
  revision bigint NOT NULL,
  account_id bigint NOT NULL,
  is_own smallint NOT NULL CHECK (is_own IN (0, 1)),
  at bigint NOT NULL,
  action text COLLATE "C" NOT NULL,
  actor text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  search_text text COLLATE "C" NOT NULL,
  PRIMARY KEY (revision, account_id)
);

CREATE INDEX audit_event_accounts_by_time ON audit_event_accounts (at, revision);

CREATE INDEX audit_event_accounts_by_account ON audit_event_accounts (account_id, at, revision);

CREATE INDEX audit_event_accounts_by_action ON audit_event_accounts (account_id, action, at, revision);

CREATE INDEX audit_event_accounts_by_actor ON audit_event_accounts (account_id, actor, at, revision);

CREATE INDEX audit_event_accounts_by_subject ON audit_event_accounts (account_id, subject, at, revision);

CREATE TABLE signing_keys (
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
);

CREATE INDEX signing_keys_by_revision ON signing_keys (revision);

CREATE TABLE followers (
  id text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  account_id bigint REFERENCES accounts (id),
  pepper_id text COLLATE "C" NOT NULL REFERENCES peppers (id),
  stored_hash bytea NOT NULL UNIQUE CHECK (length(stored_hash) = 32),
  created_at bigint NOT NULL,
  revoked_at bigint,
  revision bigint NOT NULL
);

CREATE UNIQUE INDEX followers_by_name ON followers (name) WHERE revoked_at IS NULL;

CREATE INDEX followers_by_revision ON followers (revision);

CREATE TABLE nodes (
  id text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('server', 'edge', 'sdk')),
  account_id bigint,
  version text COLLATE "C" NOT NULL,
  revision text COLLATE "C" NOT NULL,
  behind_ms bigint NOT NULL,
  seen_at bigint NOT NULL
);
