import type { AuditEvent } from '../../domain/audit-event.ts';
import type { NewToken } from './keys.ts';
import type { KnownPepper } from './peppers.ts';

/** A value of a backup: what a column holds on both engines. */
export type BackupValue = null | number | string | Uint8Array;

/** Some rows of a table, by column. */
export interface TableRows {
  readonly table: string;
  readonly rows: readonly Readonly<Record<string, BackupValue>>[];
}

/** What a backup holds: one state of a database. */
export interface DatabaseDump {
  readonly epoch: string;
  /** Of the last change. */
  readonly revision: number;
  /** The newest migration of its schema. */
  readonly migration: string;
  /** The newest entry of the audit log, `{revision}:{mac in hex}`. */
  readonly auditHead: string | null;
  /** Without these, by their ids, none of its tokens can be recognised. */
  readonly peppers: readonly KnownPepper[];
  /** Tables in an order in which they can be filled. To be read while the dump is open. */
  readonly rows: AsyncIterable<TableRows>;
}

/** One thing that happened after a backup and that a restore must not undo. Accounts by name. */
export type SurvivingChange =
  /** Its name, or its key string, is taken for ever. */
  | { readonly kind: 'new-account'; readonly name: string; readonly createdAt: number }
  | {
      readonly kind: 'new-key';
      readonly account: string;
      readonly keyId: string;
      readonly appKey: string;
      readonly label: string;
      readonly createdAt: number;
      readonly createdBy: string;
    }
  | {
      readonly kind: 'account';
      readonly name: string;
      readonly isActive?: boolean;
      readonly renewalPeriodMonths?: number;
      readonly enforceExpiry?: boolean;
    }
  /** Holds these resources at most; `null` when it was deleted. */
  | {
      readonly kind: 'role';
      readonly account: string;
      readonly roleId: number;
      readonly resources: readonly string[] | null;
    }
  | {
      readonly kind: 'key';
      readonly keyId: string;
      readonly isDeleted?: boolean;
      readonly isActive?: boolean;
      /** Of the tokens that it still has. */
      readonly tokensCreatedAt?: readonly number[];
    }
  /** Has these roles at most; `null` when it was removed. */
  | {
      readonly kind: 'grant';
      readonly account: string;
      readonly keyId: string;
      readonly roleIds?: readonly number[] | null;
      readonly expiresAt?: number;
    }
  /** Has these roles at most; `null` when the user was removed. */
  | {
      readonly kind: 'membership';
      readonly account: string;
      readonly userId: string;
      readonly roleIds: readonly number[] | null;
    }
  /** Was set anew. */
  | { readonly kind: 'password'; readonly userId: string };

/**
 * From where a restore knows what was taken since the backup: from the database that it replaces, from
 * a list of changes, or from nowhere; then every key is inactive and nobody has a password, unless the
 * risk is accepted.
 */
export type Revocations =
  | { readonly from: 'database' }
  | { readonly from: 'file'; readonly changes: AsyncIterable<SurvivingChange> }
  | { readonly from: 'nowhere'; readonly isRiskAccepted: boolean };

/** How much of what a backup holds a restore took away again. */
export interface ReductionCounts {
  readonly accountsDeactivated: number;
  readonly rolesDeleted: number;
  readonly resourcesTaken: number;
  readonly keysDeleted: number;
  readonly keysDeactivated: number;
  readonly tokensDeleted: number;
  readonly grantsRemoved: number;
  readonly grantRolesTaken: number;
  readonly membershipRolesTaken: number;
  readonly membershipsRemoved: number;
  readonly passwordsForgotten: number;
}

export interface Replacement {
  /** The place of the backup in the stream of changes. */
  readonly revision: number;
  readonly rows: AsyncIterable<TableRows>;
  readonly revocations: Revocations;
  /** A token that nobody has, for a key that lost all of its own. */
  readonly unusableToken: () => NewToken;
  readonly event: (done: ReplacementResult) => AuditEvent;
}

export interface ReplacementResult {
  readonly taken: ReductionCounts;
  /** Key strings of active keys that have no token any more that somebody could use. */
  readonly keysWithoutToken: readonly string[];
}
