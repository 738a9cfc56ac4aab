import type { Migration } from '../../queries/migrate.ts';

/** Lists of events by account. The next migration makes them anew and fills them. */
export const auditLists: Migration = {
  name: '0007-audit-lists',
  statements: [
    `CREATE TABLE audit_event_accounts (
      revision bigint NOT NULL,
      account_id bigint NOT NULL,
      is_own smallint NOT NULL CHECK (is_own IN (0, 1)),
      at bigint NOT NULL,
      action text COLLATE "C" NOT NULL,
      actor text COLLATE "C" NOT NULL,
      search_text text COLLATE "C" NOT NULL,
      PRIMARY KEY (revision, account_id)
    )`,
    `CREATE INDEX audit_event_accounts_by_time ON audit_event_accounts (at, revision)`,
    `CREATE INDEX audit_event_accounts_by_account ON audit_event_accounts (account_id, at, revision)`,
    `CREATE INDEX audit_event_accounts_by_action ON audit_event_accounts (account_id, action, at, revision)`,
    `CREATE INDEX audit_event_accounts_by_actor ON audit_event_accounts (account_id, actor, at, revision)`,
  ],
};
