import type { Migration } from '../../queries/migrate.ts';

/** Lists of events by account. The next migration makes them anew and fills them. */
export const auditLists: Migration = {
  name: '0007-audit-lists',
  statements: [
    `CREATE TABLE audit_event_accounts (
      revision INTEGER NOT NULL,
      account_id INTEGER NOT NULL,
      is_own INTEGER NOT NULL CHECK (is_own IN (0, 1)),
      at INTEGER NOT NULL,
      action TEXT NOT NULL,
      actor TEXT NOT NULL,
      search_text TEXT NOT NULL,
      PRIMARY KEY (revision, account_id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX audit_event_accounts_by_time ON audit_event_accounts (at, revision)`,
    `CREATE INDEX audit_event_accounts_by_account ON audit_event_accounts (account_id, at, revision)`,
    `CREATE INDEX audit_event_accounts_by_action ON audit_event_accounts (account_id, action, at, revision)`,
    `CREATE INDEX audit_event_accounts_by_actor ON audit_event_accounts (account_id, actor, at, revision)`,
  ],
};
