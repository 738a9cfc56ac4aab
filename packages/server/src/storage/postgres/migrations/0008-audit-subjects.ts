import { fillAuditListings } from '../../queries/audit-listings.ts';
import type { Migration } from '../../queries/migrate.ts';

/** Lists of events by what was done to: made anew from the events, for all that they have follows from those. */
export const auditSubjects: Migration = {
  name: '0008-audit-subjects',
  statements: [
    `DROP TABLE audit_event_accounts`,
    `CREATE TABLE audit_event_accounts (
      revision bigint NOT NULL,
      account_id bigint NOT NULL,
      is_own smallint NOT NULL CHECK (is_own IN (0, 1)),
      at bigint NOT NULL,
      action text COLLATE "C" NOT NULL,
      actor text COLLATE "C" NOT NULL,
      subject text COLLATE "C" NOT NULL,
      search_text text COLLATE "C" NOT NULL,
      PRIMARY KEY (revision, account_id)
    )`,
    `CREATE INDEX audit_event_accounts_by_time ON audit_event_accounts (at, revision)`,
    `CREATE INDEX audit_event_accounts_by_account ON audit_event_accounts (account_id, at, revision)`,
    `CREATE INDEX audit_event_accounts_by_action ON audit_event_accounts (account_id, action, at, revision)`,
    `CREATE INDEX audit_event_accounts_by_actor ON audit_event_accounts (account_id, actor, at, revision)`,
    `CREATE INDEX audit_event_accounts_by_subject ON audit_event_accounts (account_id, subject, at, revision)`,
  ],
  fill: fillAuditListings,
};
