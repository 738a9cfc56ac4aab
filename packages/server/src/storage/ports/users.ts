import type { StoredPassword, UserPassword } from '../../domain/passwords/password-hasher.ts';
import type { Membership, User } from '../../domain/user.ts';

export interface UserReader {
  findUserById(id: string): Promise<User | undefined>;
  /**
   * The persons of this e-mail address, the first one first; of the others only those who are in an account, or
   * invited to one, so that there are never more of them than accounts.
   */
  listUsersByEmail(email: string): Promise<User[]>;
  /** Who holds the role, by e-mail, at most `limit`. */
  listUsersWithRole(accountId: number, roleId: number, limit: number): Promise<User[]>;
  /** The password of a user, if one was ever set. */
  findPassword(userId: string): Promise<UserPassword | undefined>;
  findMembership(accountId: number, userId: string): Promise<Membership | undefined>;
  /** The same by e-mail address, by the same reads whether there is a user of this address in another account. */
  findMembershipByEmail(accountId: number, email: string): Promise<Membership | undefined>;
  /** Every membership of the account, by e-mail. */
  listMembershipsInAccount(accountId: number): Promise<Membership[]>;
  /** Every membership that a user has, by account. */
  listMembershipsOfUser(userId: string): Promise<Membership[]>;
}

export interface UserWriter {
  /** The first user of this e-mail address, who is inserted, under `id`, where there is none: the same statements in both cases. */
  getOrInsertUser(user: { id: string; email: string; createdAt: number }): Promise<User>;
  /** Another person of an e-mail address that there is a user of: with a password, and memberships, of their own. */
  insertNamesake(user: { id: string; email: string; createdAt: number }): Promise<User>;
  /** Sets the user's first password, or another one. */
  putPassword(userId: string, password: StoredPassword, setAt: number): Promise<void>;
  /** Gives the user a membership in the account with exactly these roles, or replaces it. */
  putMembership(membership: {
    accountId: number;
    userId: string;
    name: string | null;
    roleIds: readonly number[];
    createdAt: number;
    joinedAt: number | null;
  }): Promise<void>;
  /** Takes the user out of the account, with all roles there. The user stays. */
  deleteMembership(accountId: number, userId: string): Promise<void>;
}
