import type { SortOrder } from '../../domain/api-key.ts';
import type { AuditListing } from '../../domain/audit-record.ts';

export interface AuditListQuery {
  /** `null` for everything, in whatever account it happened. */
  readonly accountId: number | null;
  /** Milliseconds since 1970, `from` included, `to` excluded. */
  readonly from?: number;
  readonly to?: number;
  readonly action?: string;
  readonly actor?: string;
  readonly subject?: string;
  /** Already normalised by `textKey`; matches inside what the reader may see. */
  readonly search?: string;
  /** By time, then by number. */
  readonly order: SortOrder;
  readonly limit: number;
  /** Begins after this place. */
  readonly after?: AuditPlace;
}

/** The place of an event in a list. */
export interface AuditPlace {
  readonly at: number;
  readonly revision: number;
}

interface AuditPage {
  /** Contents of the events. */
  readonly contents: readonly string[];
  /** The place of the last one, when more follow. */
  readonly next: AuditPlace | null;
}

export interface AuditListReader {
  /** One page, from an index: never reads events of other accounts. Without events that were erased. */
  listAuditEvents(query: AuditListQuery): Promise<AuditPage>;
  /** How many events match in all: exact to 10,000, then `null`. */
  countAuditEvents(query: AuditListQuery): Promise<number | null>;
}

export interface AuditRetention {
  /** When the oldest events happened whose contents are there, oldest first. */
  listOldestAuditEvents(limit: number): Promise<AuditPlace[]>;
  /** Erases the contents of all events up to the revision, included, and takes them from all lists; answers how many. The chain stays. */
  eraseAuditContents(untilRevision: number): Promise<number>;
}

/** One link of the audit chain, as it is stored. */
export interface AuditEntry {
  readonly revision: number;
  readonly pepperId: string;
  /** SHA-256 of the content's text, 32 bytes. */
  readonly contentDigest: Uint8Array;
  /** HMAC-SHA-256 over previous MAC, revision and digest, 32 bytes. */
  readonly mac: Uint8Array;
  /** The content's exact text; `null` when there is no such row. */
  readonly content: string | null;
}

export interface AuditReader {
  /** Entries after a revision (excluded), oldest first, at most `limit`. */
  listAuditEntries(afterRevision: number, limit: number): Promise<AuditEntry[]>;
  /** The newest entry. */
  findAuditHead(): Promise<AuditEntry | undefined>;
  /** The same entries together with what the lists have for them and for revisions between them, in one read. */
  readAuditBatch(
    afterRevision: number,
    limit: number,
  ): Promise<{ readonly entries: AuditEntry[]; readonly listings: AuditListing[] }>;
  /** What the lists have for events after a revision (excluded). */
  listAuditListingsAfter(revision: number): Promise<AuditListing[]>;
  /** Revisions of which content is stored although no entry is, at most `limit`. */
  listOrphanContents(limit: number): Promise<number[]>;
}

/** What the engine calls, inside the change, to link its event into the audit chain. */
export interface AuditSealer {
  seal(link: { previousMac: Uint8Array; revision: number; contentDigest: Uint8Array }): {
    pepperId: string;
    mac: Uint8Array;
  };
}
