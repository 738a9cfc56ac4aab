import type { TokenRole } from '@chaveiro/sdk';
import type { Freshness } from '../../domain/freshness.ts';
import type { RoleReference } from '../../domain/role.ts';

/** A key as its account's list shows it. Times in ISO 8601, UTC, with milliseconds. */
export interface KeyView {
  readonly id: string;
  readonly appKey: string;
  readonly label: string;
  readonly isActive: boolean;
  /** Roles in the account that owns the key, by id. */
  readonly roles: readonly RoleReference[];
  readonly createdAt: string;
  /** `operator`, `key:{appKey}` or `user:{email}`. */
  readonly createdBy: string;
  /** The pending renewal; renewals are not offered yet. */
  readonly renewal: null;
  readonly tokens: readonly {
    readonly role: TokenRole;
    readonly createdAt: string;
    readonly lastUsedAt: string | null;
  }[];
  readonly freshness: Freshness;
  readonly lastUsedAt: string | null;
}
