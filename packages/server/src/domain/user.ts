/** A person. Has memberships in accounts, and one password for all of them. */
export interface User {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly email: string;
  readonly createdAt: number;
}

/** A user in one account. Does nothing until its own invitation was opened. */
export interface Membership {
  readonly accountId: number;
  readonly user: User;
  /** How this account calls the user. */
  readonly name: string | null;
  readonly roleIds: readonly number[];
  readonly createdAt: number;
  /** When the invitation was opened; `null` before. */
  readonly joinedAt: number | null;
}
