import type { Invitation, SetupLink, SetupLinkPurpose } from '../../domain/setup-link.ts';

export interface SetupLinkReader {
  /** One that can still be opened, at the database's own time. */
  findSetupLink(secretHash: Uint8Array): Promise<SetupLink | undefined>;
  /**
   * Those that can still be opened, at the database's own time, of users who have not joined the account; with a
   * user, only theirs.
   */
  listInvitations(accountId: number, userId?: string): Promise<Invitation[]>;
}

export interface SetupLinkWriter {
  /**
   * Replaces links for the same purpose, user and account, and sweeps away what has expired, at the database's own time.
   * Of links to a first account the newest few stay: each server that starts prints one.
   */
  insertSetupLink(
    link: Omit<SetupLink, 'expiresAt'> & { secretHash: Uint8Array; createdAt: number; createdBy: string },
    lifetimeMs: number,
  ): Promise<{ expiresAt: number }>;
  deleteSetupLink(secretHash: Uint8Array): Promise<void>;
  /** Those for one purpose and user; with an account, only those that it issued. */
  deleteSetupLinks(of: { purpose: SetupLinkPurpose; userId: string; accountId?: number }): Promise<void>;
}
