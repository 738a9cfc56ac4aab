import { isDeepStrictEqual } from 'node:util';
import { auditDigest, isSameMac } from '../../domain/audit-chain.ts';
import type { AuditAction } from '../../domain/audit-event.ts';
import { type AuditListing, type AuditRecord, listingsOf, parseAuditRecord } from '../../domain/audit-record.ts';
import type { Peppers } from '../../domain/pepper.ts';
import type { AuditEntry } from '../../storage/storage.ts';

/** One thing that is wrong with the log. */
export interface AuditProblem {
  readonly kind:
    | 'content_edited'
    | 'content_missing'
    | 'entry_edited'
    | 'entry_missing'
    | 'content_without_entry'
    | 'list_edited'
    | 'tail_missing'
    | 'revision_set_back'
    | 'unknown_pepper'
    | 'expected_head_missing';
  /** The change it is about. */
  readonly revision: number;
  /** A sentence for people. */
  readonly detail: string;
}

export type Report = (kind: AuditProblem['kind'], revision: number, detail: string) => void;

/** The entry up to which the chain was checked. */
export interface Head {
  readonly revision: number;
  readonly mac: Uint8Array;
}

/** Checks an entry's place in the chain; answers whether it is the one that was sealed. */
export function checkPlace(peppers: Peppers, entry: AuditEntry, previous: Head, report: Report): boolean {
  const { revision, contentDigest, pepperId } = entry;
  const next = previous.revision + 1;
  if (revision !== next) {
    // What came before is not known, so this entry's MAC cannot be checked; the next one's can.
    report('entry_missing', next, `The entries of the changes ${next} to ${revision - 1} are missing.`);
    return false;
  }
  if (!peppers.has(pepperId)) {
    report(
      'unknown_pepper',
      revision,
      `The entry of change ${revision} is sealed with the unknown pepper "${pepperId}".`,
    );
    return false;
  }
  if (isSameMac(peppers.auditMac(pepperId, { previousMac: previous.mac, revision, contentDigest }), entry.mac)) {
    return true;
  }
  report(
    'entry_edited',
    revision,
    `The entry of change ${revision}, or the one before it, is not the one that was recorded.`,
  );
  return false;
}

/** The record, when the content is there and the one that was recorded. */
export function checkContent(
  { revision, content, contentDigest }: AuditEntry,
  report: Report,
): AuditRecord | undefined {
  if (content === null) return undefined;
  if (isSameMac(auditDigest(content), contentDigest)) return parseAuditRecord(content);
  report('content_edited', revision, `The content of change ${revision} is not the one that was recorded.`);
  return undefined;
}

/** Up to which change retention had erased, as its own event says; 0 for any other event. */
export function erasedBy({ action, after }: AuditRecord): number {
  const erasing: AuditAction = 'audit.erased';
  if (action !== erasing) return 0;
  return Number((after as { untilRevision?: number } | null)?.untilRevision ?? 0);
}

/** Compares what the lists have for an event with what its content says: they are not sealed themselves. */
export function checkLists(record: AuditRecord, listed: readonly AuditListing[] | undefined, report: Report): void {
  const { revision } = record;
  if (isDeepStrictEqual(byAccount(listingsOf(record)), byAccount(listed ?? []))) return;
  report('list_edited', revision, `The lists do not have change ${revision} as its content says.`);
}

function byAccount(listings: readonly AuditListing[]): AuditListing[] {
  return listings.toSorted((a, b) => a.accountId - b.accountId);
}
