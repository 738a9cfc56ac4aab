import type { RoleReference } from './role.ts';

/** What became of a key since another account gave it roles: it has them only while `active`. */
export const externalKeyStatuses = ['active', 'inactive', 'deleted_by_owner'] as const;
export type ExternalKeyStatus = (typeof externalKeyStatuses)[number];

/** By what a list of external keys can be sorted; ties go by id. */
export const externalKeySorts = ['appKey', 'owner', 'addedAt', 'lastUsedAt', 'status'] as const;
export type ExternalKeySort = (typeof externalKeySorts)[number];

/** A key as an account sees it that has given it roles, also once its owner has deleted it. Times in milliseconds since 1970. */
export interface ExternalKey {
  /** The key's own id. */
  readonly id: string;
  readonly appKey: string;
  /** The account that has given the roles. */
  readonly accountId: number;
  /** The account that owns the key. */
  readonly ownerId: number;
  /** Its name. */
  readonly owner: string;
  readonly note: string | null;
  /** `inactive` also while the account of its owner is. */
  readonly status: ExternalKeyStatus;
  /** The roles that the account has given it, sorted by id. */
  readonly roles: readonly RoleReference[];
  /** When it loses the roles; `null` for never. */
  readonly expiresAt: number | null;
  readonly addedAt: number;
  /** `operator`, `key:{appKey}` or `user:{email}`. */
  readonly addedBy: string;
  /** When one of its tokens was last used in this account, whatever the answer was. */
  readonly lastUsedAt: number | null;
}

/** An account that has given roles to a key of another one, as that one sees it. */
export interface GrantingAccount {
  readonly accountId: number;
  readonly account: string;
  readonly addedAt: number;
}
