import type { Flag } from './flag.ts';

interface AuditEventTable {
  revision: number;
  pepper_id: string;
  content_digest: Uint8Array;
  mac: Uint8Array;
}

/** Apart from the chain, so that retention and erasure leave the chain whole. */
interface AuditContentTable {
  revision: number;
  content: string;
}

/** In whose lists an event stands. Not sealed: it follows from the content, and is checked against it. */
interface AuditEventAccountTable {
  revision: number;
  /** 0 for what happened in no account. */
  account_id: number;
  /** Whether it happened there, and does not only concern the account. */
  is_own: Flag;
  at: number;
  action: string;
  /** Empty where the account may not know it. */
  actor: string;
  subject: string;
  search_text: string;
}

/** The audit log: its chain, its contents, and the lists by account. */
export interface AuditTables {
  audit_events: AuditEventTable;
  audit_contents: AuditContentTable;
  audit_event_accounts: AuditEventAccountTable;
}
