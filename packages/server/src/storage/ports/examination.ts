import type { Finding } from '../../domain/finding.ts';
import type { AuditEntry } from './audit.ts';
import type { KnownPepper } from './peppers.ts';

/** What is read out of a database to judge it. Times in milliseconds since 1970. */
export interface DatabaseFacts {
  readonly epoch: string;
  /** Of the last change. */
  readonly revision: number;
  /** Of the newest record of each table that the feed reads, and of the audit log. */
  readonly newestRevisions: Readonly<Record<string, number>>;
  /** Names of accounts, at most ten, whose count of keys is not the number of their keys. */
  readonly miscountedAccounts: readonly string[];
  readonly accounts: number;
  readonly peppers: readonly KnownPepper[];
  /** The database's clock and, at the same moment, this machine's. */
  readonly databaseTime: number;
  readonly machineTime: number;
  /** When the newest event happened, as the clock said then; `null` without events. */
  readonly newestEventAt: number | null;
  /** When the oldest event happened whose content is there. */
  readonly oldestContentAt: number | null;
  /** When `chaveiro backup` was last run, as far as the log remembers. */
  readonly lastBackupAt: number | null;
  /** Links and kept answers that hold a token which nobody can get any more: since when the oldest has been so. */
  readonly expiredLinks: Overdue;
  readonly expiredAnswers: Overdue;
  /** The newest entries of the audit log, oldest first: a thousand, after one to begin from. */
  readonly newestEntries: readonly AuditEntry[];
}

interface Overdue {
  readonly count: number;
  readonly since: number | null;
}

/** What came of looking at a database. */
export interface Examination {
  readonly engine: 'sqlite' | 'postgres';
  /** What the engine has to say about server, files, settings and schema. */
  readonly findings: readonly Finding[];
  /** What the database holds; `null` when it is damaged, or its schema is not the one of this version. */
  readonly facts: DatabaseFacts | null;
}
