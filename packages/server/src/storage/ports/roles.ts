import type { Role } from '../../domain/role.ts';
import type { HolderCounts, HolderGroup } from '../../domain/role-holders.ts';

export interface RoleReader {
  /** Live roles of the account, by id. */
  listRoles(accountId: number): Promise<Role[]>;
  findRole(accountId: number, roleId: number): Promise<Role | undefined>;
  /** Live roles of these ids in the account; ids without a role are left out. */
  findRoles(accountId: number, roleIds: readonly number[]): Promise<Role[]>;
  /** Live role of this name, compared by its `textKey`. */
  findRoleByName(accountId: number, name: string): Promise<Role | undefined>;
  /** Live keys (own and external) that have the role in this account, by label, at most `limit`. */
  listKeysWithRole(
    accountId: number,
    roleId: number,
    limit: number,
  ): Promise<{ id: string; appKey: string; label: string }[]>;
  /** One live key of another account that has the role in this account, also when its grant has expired. */
  findExternalKeyWithRole(
    accountId: number,
    roleId: number,
  ): Promise<{ id: string; appKey: string; label: string } | undefined>;
  /** How many have each role of the account, by role id; roles that nobody has are left out. Reads one account's index. */
  countRoleHolders(accountId: number): Promise<ReadonlyMap<number, HolderCounts>>;
  /** Everybody who has a role, grouped by which of some others they have; the groups in no order. */
  groupRoleHolders(accountId: number, roleId: number, otherRoleIds: readonly number[]): Promise<HolderGroup[]>;
}

export interface RoleWriter {
  /**
   * Takes the account's next role id; ids are never used again. The first one of an account is Owner,
   * id 1. Throws `role_name_taken` when another role of the account has the same `textKey`.
   */
  insertRole(role: Omit<Role, 'id'>): Promise<Role>;
  /** Throws `role_name_taken`, too. */
  updateRole(
    accountId: number,
    roleId: number,
    change: { name?: string; resources?: readonly string[] },
  ): Promise<void>;
  /** Leaves a tombstone in the feed. */
  deleteRole(accountId: number, roleId: number): Promise<void>;
}
