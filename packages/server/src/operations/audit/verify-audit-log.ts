import { parseRevision } from '@chaveiro/sdk';
import { auditDigest, chainStart, isSameMac } from '../../domain/audit-chain.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { AuditEntry, Storage } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';

/** One thing that is wrong with the log. */
interface AuditProblem {
  readonly kind:
    | 'content_edited'
    | 'content_missing'
    | 'entry_edited'
    | 'entry_missing'
    | 'content_without_entry'
    | 'tail_missing'
    | 'revision_set_back'
    | 'unknown_pepper'
    | 'expected_head_missing';
  /** The change it is about. */
  readonly revision: number;
  /** A sentence for people. */
  readonly detail: string;
}

export interface AuditVerification {
  readonly entries: number;
  /** The newest entry, `{revision}:{mac in hex}` being its text form; `null` for an empty log. */
  readonly head: { readonly revision: number; readonly mac: string } | null;
  /** By revision, at most 100. */
  readonly problems: readonly AuditProblem[];
  /** All problems that were found. */
  readonly problemCount: number;
}

export interface VerifyAuditLogInput {
  /** A head that was printed or logged earlier: `{revision}:{mac in hex}`. */
  readonly expectedHead?: string | undefined;
}

interface Head {
  readonly revision: number;
  readonly mac: Uint8Array;
}

const batchSize = 1000;
const namedProblems = 100;
const HEAD = /^([1-9][0-9]{0,14}):([0-9a-f]{64})$/;

/**
 * Checks every entry of the audit log against its content, its number and the chain.
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
  const problems: AuditProblem[] = [];
  let problemCount = 0;
  const report = (kind: AuditProblem['kind'], revision: number, detail: string): void => {
    problemCount += 1;
    if (problems.length < namedProblems) problems.push({ kind, revision, detail });
  };
  // Read first: entries of changes that come while we read may only be more than these.
  const lastChange = await lastChangeOf(storage);
  let head: Head = { revision: 0, mac: chainStart };
  let entries = 0;
  let sawExpected = false;
  for await (const entry of readEntries(storage)) {
    entries += 1;
    checkEntry(context, entry, head, report);
    head = entry;
    if (entry.revision === expected?.revision) sawExpected = isSameMac(entry.mac, expected.mac);
  }
  for (const revision of await storage.audit.listOrphanContents(namedProblems)) {
    report('content_without_entry', revision, `The content of change ${revision} has no entry in the chain.`);
  }
  if (head.revision < lastChange) {
    report(
      'tail_missing',
      head.revision + 1,
      `The entries of the changes ${head.revision + 1} to ${lastChange} are missing.`,
    );
  }
  // Asked again: a change that came while we read moved both.
  if (head.revision > (await lastChangeOf(storage))) {
    report('revision_set_back', head.revision, 'The database counts fewer changes than there are entries.');
  }
  if (expected !== undefined && !sawExpected) {
    report(
      'expected_head_missing',
      expected.revision,
      `The chain does not contain the expected head ${input.expectedHead}.`,
    );
  }
  return { entries, head: entries === 0 ? null : shownHead(head), problems, problemCount };
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

/** All entries, oldest first, without holding more than a batch of them. */
async function* readEntries(storage: Storage): AsyncGenerator<AuditEntry> {
  let after = 0;
  for (;;) {
    const batch = await storage.audit.listAuditEntries(after, batchSize);
    yield* batch;
    const last = batch.at(-1);
    if (last === undefined) return;
    after = last.revision;
  }
}

function checkEntry(
  { peppers }: OperationContext,
  entry: AuditEntry,
  previous: Head,
  report: (kind: AuditProblem['kind'], revision: number, detail: string) => void,
): void {
  const { revision, contentDigest, content, pepperId } = entry;
  const next = previous.revision + 1;
  if (content === null) {
    report('content_missing', revision, `The content of change ${revision} was removed.`);
  } else if (!isSameMac(auditDigest(content), contentDigest)) {
    report('content_edited', revision, `The content of change ${revision} is not the one that was recorded.`);
  }
  if (revision !== next) {
    // What came before is not known, so this entry's MAC cannot be checked; the next one's can.
    report('entry_missing', next, `The entries of the changes ${next} to ${revision - 1} are missing.`);
  } else if (!peppers.has(pepperId)) {
    report(
      'unknown_pepper',
      revision,
      `The entry of change ${revision} is sealed with the unknown pepper "${pepperId}".`,
    );
  } else if (
    !isSameMac(peppers.auditMac(pepperId, { previousMac: previous.mac, revision, contentDigest }), entry.mac)
  ) {
    report(
      'entry_edited',
      revision,
      `The entry of change ${revision}, or the one before it, is not the one that was recorded.`,
    );
  }
}
