import { parseRevision } from '#engine';
import { chainStart, isSameMac } from '../../domain/audit-chain.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { Storage } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import {
  type AuditProblem,
  checkContent,
  checkLists,
  checkPlace,
  erasedBy,
  type Head,
  type Report,
} from './check-entry.ts';
import { MissingContents } from './missing-contents.ts';

export interface AuditVerification {
  readonly entries: number;
  /** The newest entry, `{revision}:{mac in hex}` being its text form; `null` for an empty log. */
  readonly head: { readonly revision: number; readonly mac: string } | null;
  /** What retention erased: all contents up to this change, as a sealed event says. `null` when nothing. */
  readonly erased: { readonly untilRevision: number; readonly entries: number } | null;
  /** By revision, at most 100. */
  readonly problems: readonly AuditProblem[];
  /** All problems that were found. */
  readonly problemCount: number;
}

export interface VerifyAuditLogInput {
  /** A head that was printed or logged earlier: `{revision}:{mac in hex}`. */
  readonly expectedHead?: string | undefined;
}

const batchSize = 1000;
const namedProblems = 100;
const HEAD = /^([1-9][0-9]{0,14}):([0-9a-f]{64})$/;

/**
 * Checks every entry of the audit log against its content, its number and the chain.
 *
 * Contents that retention erased are counted and no problem: a sealed event in the chain says up to
 * where. What is missing after that, or without such an event, was removed by somebody else. The lists
 * of events by account are not sealed; each row is compared with the content that it comes from.
 *
 * Whoever changed the database without the pepper is found out: an entry that was edited, taken out,
 * put in or moved breaks the chain, an edited content its digest. A tail that was cut off together
 * with the number of the last change leaves a shorter log that is right in itself: only a head that
 * was kept elsewhere, as `expectedHead`, shows that something is missing.
 *
 * Answers problems, and throws only `invalid_request` for an `expectedHead` that is none.
 */
export async function verifyAuditLog(
  context: OperationContext,
  input: VerifyAuditLogInput,
): Promise<AuditVerification> {
  const expected = input.expectedHead === undefined ? undefined : parseHead(input.expectedHead);
  const { storage } = context;
  const found = collectProblems();
  const missing = new MissingContents();
  // Read first: entries of changes that come while we read may only be more than these.
  const lastChange = await lastChangeOf(storage);
  let head: Head = { revision: 0, mac: chainStart };
  let entries = 0;
  let erasedUntil = 0;
  let sawExpected = false;
  for await (const { batch, listings } of readBatches(storage)) {
    for (const entry of batch) {
      entries += 1;
      const record = checkContent(entry, found.report);
      const isSealed = checkPlace(context.peppers, entry, head, found.report);
      if (entry.content === null) missing.add(entry.revision, listings.has(entry.revision));
      if (isSealed && record !== undefined) {
        erasedUntil = Math.max(erasedUntil, erasedBy(record));
        checkLists(record, listings.get(entry.revision), found.report);
      }
      head = entry;
      if (entry.revision === expected?.revision) sawExpected = isSameMac(entry.mac, expected.mac);
    }
  }
  for (const revision of missing.after(erasedUntil)) {
    found.report('content_missing', revision, `The content of change ${revision} was removed.`);
  }
  for (const revision of missing.listedUpTo(erasedUntil)) {
    found.report('list_edited', revision, `The lists still have change ${revision}, whose content was erased.`);
  }
  for (const revision of await storage.audit.listOrphanContents(namedProblems)) {
    found.report('content_without_entry', revision, `The content of change ${revision} has no entry in the chain.`);
  }
  if (head.revision < lastChange) {
    found.report(
      'tail_missing',
      head.revision + 1,
      `The entries of the changes ${head.revision + 1} to ${lastChange} are missing.`,
    );
  }
  const listedAfter = await storage.audit.listAuditListingsAfter(head.revision);
  // Asked again: a change that came while we read moved both.
  const lastChangeNow = await lastChangeOf(storage);
  if (head.revision > lastChangeNow) {
    found.report('revision_set_back', head.revision, 'The database counts fewer changes than there are entries.');
  }
  for (const { revision } of listedAfter.filter((listing) => listing.revision > lastChangeNow)) {
    found.report('list_edited', revision, `The lists have a change ${revision}, which there never was.`);
  }
  if (expected !== undefined && !sawExpected) {
    found.report(
      'expected_head_missing',
      expected.revision,
      `The chain does not contain the expected head ${input.expectedHead}.`,
    );
  }
  return {
    entries,
    head: entries === 0 ? null : shownHead(head),
    erased: erasedUntil === 0 ? null : { untilRevision: erasedUntil, entries: missing.countUpTo(erasedUntil) },
    ...found.result(),
  };
}

async function lastChangeOf(storage: Storage): Promise<number> {
  return parseRevision(await storage.readRevision())?.number ?? 0;
}

function parseHead(text: string): Head {
  const match = HEAD.exec(text);
  if (match === null) {
    throw new ChaveiroError(
      'invalid_request',
      'A head is the number of a change, a colon, and 64 hexadecimal digits, as an earlier check printed it.',
      { field: 'expectedHead' },
    );
  }
  return { revision: Number(match[1]), mac: Buffer.from(match[2] as string, 'hex') };
}

function shownHead({ revision, mac }: Head): { revision: number; mac: string } {
  return { revision, mac: Buffer.from(mac).toString('hex') };
}

/** All entries, oldest first, in batches, each with what the lists have for its revisions. */
async function* readBatches(storage: Storage) {
  let after = 0;
  for (;;) {
    const { entries, listings } = await storage.audit.readAuditBatch(after, batchSize);
    const last = entries.at(-1);
    if (last === undefined) return;
    yield { batch: entries, listings: Map.groupBy(listings, (listing) => listing.revision) };
    after = last.revision;
  }
}

function collectProblems() {
  const problems: AuditProblem[] = [];
  let problemCount = 0;
  const report: Report = (kind, revision, detail) => {
    problemCount += 1;
    if (problems.length < 2 * namedProblems) problems.push({ kind, revision, detail });
  };
  const result = () => ({
    problems: problems.toSorted((a, b) => a.revision - b.revision).slice(0, namedProblems),
    problemCount,
  });
  return { report, result };
}
