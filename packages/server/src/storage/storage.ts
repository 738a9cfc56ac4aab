/**
 * The port between operations and a database engine. Its comments are the contract; every engine
 * passes the tests in `contract/`.
 *
 * All engines: text compares and sorts by byte (UTF-8); times are integers, milliseconds since 1970;
 * `find…` may answer `undefined`, `get…` throws `not_found`; a driver's error never leaves an engine:
 * it becomes `storage_busy` (a lock was not to be had in time) or `storage_unavailable`, and
 * whatever threw it changed nothing. The one exception has a code of its own: when the engine is lost
 * between a commit and its answer, nobody can say whether it was made, and that is `outcome_unknown`.
 *
 * What can be read and written of each noun stands in `ports/`; everybody imports it from here.
 */

import type { Revision } from '#engine';
import type { AuditEvent } from '../domain/audit-event.ts';
import type { StoredFeed } from '../domain/token-keys.ts';
import type { AccountReader, AccountWriter } from './ports/accounts.ts';
import type { AuditListReader, AuditReader, AuditRetention, AuditSealer } from './ports/audit.ts';
import type { DatabaseDump, Replacement, ReplacementResult } from './ports/backup.ts';
import type { DatabaseDisk } from './ports/disk.ts';
import type { Examination } from './ports/examination.ts';
import type { ExternalKeyReader, ExternalKeyWriter } from './ports/external-keys.ts';
import type { FollowerReader, FollowerWriter } from './ports/followers.ts';
import type { IdempotencyRecordReader, IdempotencyRecordWriter } from './ports/idempotency-records.ts';
import type { JobLeases } from './ports/job-leases.ts';
import type { KeyReader, KeyWriter } from './ports/keys.ts';
import type { LinkReader, LinkWriter } from './ports/links.ts';
import type { ChangeHints, NodeRegistry } from './ports/nodes.ts';
import type { PepperRegistry } from './ports/peppers.ts';
import type { ResourceReader, ResourceWriter } from './ports/resources.ts';
import type { RoleReader, RoleWriter } from './ports/roles.ts';
import type { RouteReader, RouteWriter } from './ports/routes.ts';
import type { SessionReader, SessionWriter, SignInLog } from './ports/sessions.ts';
import type { SetupLinkReader, SetupLinkWriter } from './ports/setup-links.ts';
import type { SigningKeyReader, SigningKeyWriter } from './ports/signing-keys.ts';
import type { UsageReader, UsageStore } from './ports/usage.ts';
import type { UserReader, UserWriter } from './ports/users.ts';

export type * from './ports/accounts.ts';
export type * from './ports/audit.ts';
export type * from './ports/backup.ts';
export type * from './ports/disk.ts';
export type * from './ports/examination.ts';
export type * from './ports/external-keys.ts';
export type * from './ports/followers.ts';
export type * from './ports/idempotency-records.ts';
export type * from './ports/job-leases.ts';
export type * from './ports/keys.ts';
export type * from './ports/links.ts';
export type * from './ports/nodes.ts';
export type * from './ports/peppers.ts';
export type * from './ports/resources.ts';
export type * from './ports/roles.ts';
export type * from './ports/routes.ts';
export type * from './ports/sessions.ts';
export type * from './ports/setup-links.ts';
export type * from './ports/signing-keys.ts';
export type * from './ports/usage.ts';
export type * from './ports/users.ts';

/** What can be read inside a transaction. One transaction sees one state. */
export interface ReadTransaction
  extends AccountReader,
    UserReader,
    SessionReader,
    SigningKeyReader,
    FollowerReader,
    SetupLinkReader,
    ResourceReader,
    RoleReader,
    KeyReader,
    LinkReader,
    IdempotencyRecordReader,
    RouteReader,
    ExternalKeyReader,
    AuditListReader,
    UsageReader {}

/** What can be done inside a change. Every record it touches gets the change's revision. */
export interface WriteTransaction
  extends ReadTransaction,
    AccountWriter,
    UserWriter,
    SessionWriter,
    SigningKeyWriter,
    FollowerWriter,
    SetupLinkWriter,
    ResourceWriter,
    RoleWriter,
    KeyWriter,
    LinkWriter,
    IdempotencyRecordWriter,
    RouteWriter,
    ExternalKeyWriter,
    AuditRetention {
  /** The revision that this change will have once it is committed. */
  readonly revision: Revision;
}

/** What a change comes to: its answer and its event, or nothing to be done. */
export type ChangeOutcome<T> =
  | { readonly event: AuditEvent; readonly value: T }
  /** Nothing changed: the transaction is rolled back and takes no revision. */
  | { readonly event: null; readonly value: T };

/** The answer of a change and the revision at which it can be seen. */
export interface Changed<T> {
  readonly value: T;
  /** Of the change; of the last one before it when nothing changed. */
  readonly revision: Revision;
}

/** An open database. */
export interface Storage {
  readonly engine: 'sqlite' | 'postgres';
  /**
   * One change = what `work` does, its audit event, its revision: all of it or nothing.
   *
   * The first statement locks and increments the one row that holds the revision, and the lock is
   * kept until commit: changes run one after another and become visible in revision order. `work`
   * does nothing slow. At most 2 s of waiting for the lock, then `storage_busy`.
   */
  change<T>(now: number, work: (tx: WriteTransaction) => Promise<ChangeOutcome<T>>): Promise<Changed<T>>;
  /** Runs `work` on one consistent state, without waiting for changes. */
  read<T>(work: (tx: ReadTransaction) => Promise<T>): Promise<T>;
  /** The revision of the last change: one small query. */
  readRevision(): Promise<Revision>;
  /**
   * Erases the secrets of answers that were kept for long enough, and then the answers; takes no
   * revision. Answers how many lost their secrets.
   */
  eraseIdempotencyRecords(): Promise<number>;
  readonly feed: StoredFeed;
  readonly audit: AuditReader;
  readonly usage: UsageStore;
  readonly peppers: PepperRegistry;
  readonly signIns: SignInLog;
  readonly leases: JobLeases;
  readonly nodes: NodeRegistry;
  readonly hints: ChangeHints;
  /** `null` where the database is on another machine, or in memory. */
  readonly disk: DatabaseDisk | null;
  /** Runs `work` on a dump of one state; changes go on meanwhile. */
  dump<T>(work: (dump: DatabaseDump) => Promise<T>): Promise<T>;
  /**
   * Puts a backup in the place of everything, in one change: its rows, without what was revoked since,
   * a new epoch, and the event at the end of the backup's own audit chain. Sessions, links and the
   * like are gone. Account names and key strings that the replaced database knew stay taken.
   */
  replaceContents(now: number, replacement: Replacement): Promise<Changed<ReplacementResult>>;
  /** Ends connections; what runs is finished first, for at most 5 s. The second time is the first one. */
  close(): Promise<void>;
}

/** What a migration run did. */
export interface MigrationResult {
  /** Names of the migrations that this run applied, in order. */
  readonly applied: readonly string[];
  /** The newest one the database has now. */
  readonly current: string;
}

/** How an engine's folder presents itself to the composition root. */
export interface StorageEngine {
  /**
   * Brings the schema up to date, under a lock: of several processes that start at once, one does
   * it and the others wait. Throws `schema_too_new` for a schema that this version does not know.
   */
  migrate(url: string): Promise<MigrationResult>;
  /** Opens a migrated database. */
  open(url: string, options: StorageOptions): Promise<Storage>;
  /**
   * Looks at a database without changing anything in it or beside it, also beside a running server.
   * Throws `storage_unavailable` when it cannot be read at all.
   */
  examine(url: string): Promise<Examination>;
}

export interface StorageOptions {
  /** Links audit events into the chain. */
  readonly sealer: AuditSealer;
  /** How long a change waits for another to finish. Default 2,000. */
  readonly lockTimeoutMs?: number;
  /** How long one statement may take before it counts as `storage_unavailable`. Default 5,000. */
  readonly statementTimeoutMs?: number;
  /** Where PostgreSQL is reached without a pooler in between; default where everything else is. */
  readonly directUrl?: string | null;
}
