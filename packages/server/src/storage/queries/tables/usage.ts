/** The one row for which batches of use queue. */
interface UsageLockTable {
  readonly id: 1;
}

/** When a token was last used in an account. */
interface TokenUseTable {
  key_id: string;
  token_id: string;
  account_id: number;
  last_used_at: number;
  last_address: string;
}

/** Requests with a token, kept for two days. */
interface TokenHourTable {
  key_id: string;
  /** When the hour begins. */
  hour: number;
  token_id: string;
  allowed: number;
  denied: number;
}

/** Requests with a key, kept for 400 days. */
interface KeyDayTable {
  key_id: string;
  /** When the day begins (UTC). */
  day: number;
  /** The account that was called. */
  account_id: number;
  /** Empty for a wrong token. */
  token_id: string;
  code: string;
  requests: number;
}

/** Which job of all servers was begun last, and until when no other server begins it. */
interface JobLeaseTable {
  job: string;
  holder: string;
  expires_at: number;
}

/** A process that decides. */
interface NodeTable {
  id: string;
  name: string;
  kind: 'server' | 'edge' | 'sdk';
  account_id: number | null;
  version: string;
  revision: string;
  behind_ms: number;
  seen_at: number;
}

/** What servers write beside all changes: counts of use, and who does what. */
export interface UsageTables {
  job_leases: JobLeaseTable;
  nodes: NodeTable;
  usage_lock: UsageLockTable;
  token_uses: TokenUseTable;
  token_hours: TokenHourTable;
  key_days: KeyDayTable;
}
