/** The id of the Owner role, alike in every account. */
export const ownerRoleId = 1;

/** The name of the Owner role. */
export const ownerRoleName = 'Owner (Admin Super)';

/** A named set of resources in one account. */
export interface Role {
  readonly accountId: number;
  readonly id: number;
  readonly name: string;
  /** `owner` holds everything; `predefined` came from a template; `custom` was put together. */
  readonly kind: 'owner' | 'predefined' | 'custom';
  /** The template it came from, such as `OMS - Read only`; `null` unless predefined. */
  readonly template: string | null;
  /** Sorted by byte; empty for Owner, which holds all without listing them. */
  readonly resources: readonly string[];
  readonly createdAt: number;
}

/** A role as a key or user mentions it. */
export interface RoleReference {
  readonly id: number;
  readonly name: string;
}

/** Ids are counted per account and kept in 32 bits; anything else is no role's id. */
export function isRoleId(id: number): boolean {
  return Number.isInteger(id) && id >= 1 && id <= 0x7fffffff;
}
