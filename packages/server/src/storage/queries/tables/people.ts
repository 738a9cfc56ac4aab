import type { Generated } from 'kysely';
import type { SetupLinkPurpose } from '../../../domain/setup-link.ts';

interface UserTable {
  id: string;
  email: string;
  /** `textKey` of the e-mail. */
  email_key: string;
  created_at: number;
  /** Of the last change of what a decision depends on; it matters only while there are user tokens of this user. */
  revision: Generated<number>;
}

interface PasswordTable {
  user_id: string;
  /** PHC string format. */
  hash: string;
  pepper_id: string;
  set_at: number;
}

interface SessionTable {
  id: string;
  secret_hash: Uint8Array;
  user_id: string;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
  address: string | null;
  user_agent: string | null;
  /** When the last user token that was made from it expires; `null` when none was. */
  token_expires_at: Generated<number | null>;
}

/** Where users have signed in before. */
interface DeviceTable {
  secret_hash: Uint8Array;
  user_id: string;
  created_at: number;
}

interface SetupLinkTable {
  secret_hash: Uint8Array;
  purpose: SetupLinkPurpose;
  user_id: string | null;
  account_id: number | null;
  /** JSON: `"everything"`, or a list of management rights. */
  ceiling: string;
  created_at: number;
  created_by: string;
  expires_at: number;
}

interface AttemptTable {
  /** SHA-256 of what the attempts are limited for. */
  subject: Uint8Array;
  /** When every attempt that was taken will have come back. */
  spent_until: number;
}

interface MembershipTable {
  account_id: number;
  user_id: string;
  name: string | null;
  created_at: number;
  /** When the invitation was opened. */
  joined_at: number | null;
}

interface MembershipRoleTable {
  account_id: number;
  user_id: string;
  role_id: number;
}

/** People, how they sign in, and where they belong. */
export interface PeopleTables {
  users: UserTable;
  passwords: PasswordTable;
  sessions: SessionTable;
  devices: DeviceTable;
  setup_links: SetupLinkTable;
  attempts: AttemptTable;
  memberships: MembershipTable;
  membership_roles: MembershipRoleTable;
}
