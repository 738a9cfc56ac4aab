import type { Generated } from 'kysely';
import type { Flag } from './flag.ts';

interface AccountTable {
  id: number;
  name: string;
  is_active: Flag;
  created_at: number;
  renewal_period_months: Generated<3 | 6>;
  enforce_expiry: Generated<Flag>;
  /** Live keys, maintained, so that a list without filters knows its total at once. */
  key_count: Generated<number>;
  next_role_id: Generated<number>;
  revision: number;
}

/** Accounts, with their settings. */
export interface AccountTables {
  accounts: AccountTable;
}
