import type { TokenRole } from '#engine';
import type { Renewal } from './renewal.ts';
import type { RoleReference } from './role.ts';
import type { LinkState } from './single-access-link.ts';

/** One live token of a key, without anything secret. */
interface TokenSummary {
  readonly role: TokenRole;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  /** The link that delivered it, if one did. */
  readonly link: LinkState | 'none';
}

/** A key as the account that owns it sees it. Times in milliseconds since 1970. */
export interface ApiKey {
  readonly id: string;
  readonly appKey: string;
  readonly accountId: number;
  readonly label: string;
  readonly isActive: boolean;
  readonly createdAt: number;
  /** `operator`, `key:{appKey}` or `user:{email}`. */
  readonly createdBy: string;
  /** The roles it has in its own account, sorted by id. */
  readonly roles: readonly RoleReference[];
  /** `null` unless one is pending. */
  readonly renewal: Renewal | null;
  /** One, or two while a renewal is pending: the older one first. */
  readonly tokens: readonly TokenSummary[];
  readonly lastUsedAt: number | null;
}

/** By what a list of keys can be sorted; ties go by id. */
export const keySorts = ['label', 'createdAt', 'lastUsedAt', 'status', 'freshness'] as const;
export type KeySort = (typeof keySorts)[number];
export type SortOrder = 'asc' | 'desc';
