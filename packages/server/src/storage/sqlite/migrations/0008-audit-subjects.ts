import { fillAuditListings } from '../../queries/audit-listings.ts';
import type { Migration } from '../../queries/migrate.ts';

/** Lists of events by what was done to: made anew from the events, for all that they have follows from those. */
export const auditSubjects: Migration = {
  name: '0008-audit-subjects',
  statements: [
    `DROP TABLE audit_event_accounts`,
    `CREATE TABLE audit_event_accounts (
      revision INTEGER NOT NULL,
      account_id INTEGER NOT NULL,
      is_own INTEGER NOT NULL CHECK (is_own IN (0, 1)),
      at INTEGER NOT NULL,
      action TEXT NOT NULL,
      actor TEXT NOT NULL,
      subject TEXT NOT NULL,
      search_text TEXT NOT NULL,
      PRIMARY KEY (revision, account_id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX audit_event_accounts_by_time ON audit_event_accounts (at, revision)`,
    `CREATE INDEX audit_event_accounts_by_account ON audit_event_accounts (account_id, at, revision)`,
    `CREATE INDEX audit_event_accounts_by_action ON audit_event_accounts (account_id, action, at, revision)`,
    `CREATE INDEX audit_event_accounts_by_actor ON audit_event_accounts (account_id, actor, at, revision)`,
    `CREATE INDEX audit_event_accounts_by_subject ON audit_event_accounts (account_id, subject, at, revision)`,
  ],
  fill: fillAuditListings,
};
