import type { CallSource } from '../../domain/actor.ts';
import type { AuditValue } from '../../domain/audit-event.ts';
import { parseAuditRecord, type SeenAuditRecord, seenBy, seenInFull } from '../../domain/audit-record.ts';

/** An event as lists show it. */
export interface AuditEventView {
  /** The number of the change. */
  readonly id: number;
  /** ISO 8601, UTC, with milliseconds. */
  readonly at: string;
  readonly action: string;
  /** `null`, like `source`, when it only concerns the account of the list: all that it may know is in `before` and `after`. */
  readonly actor: string | null;
  readonly source: CallSource | null;
  /** Name of the account in which it happened; `null` for the installation. */
  readonly account: string | null;
  readonly subject: string;
  /** What people called it until then; `null` when it has no name, the reader may not know it, or it was not kept yet. */
  readonly subjectName: string | null;
  readonly before: AuditValue;
  readonly after: AuditValue;
}

/**
 * What the reader of an account's list sees of an event, or of everything with `null`.
 *
 * @param content of an event that is in that list
 */
export function viewOfEvent(content: string, accountId: number | null): AuditEventView {
  const record = parseAuditRecord(content);
  const seen = accountId === null ? seenInFull(record) : seenBy(record, accountId);
  if (seen === undefined) throw new Error(`Change ${record.revision} is in a list in which it does not belong.`);
  return viewOf(seen);
}

/** The fields of the contract and no other, whatever a record may come to carry. */
function viewOf(seen: SeenAuditRecord): AuditEventView {
  const { revision, at, action, actor, source, subject, subjectName = null, before, after } = seen;
  const account = seen.account?.name ?? null;
  return { id: revision, at, action, actor, source, account, subject, subjectName, before, after };
}
