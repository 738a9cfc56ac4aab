import type { CallSource } from './actor.ts';
import type { AuditValue } from './audit-event.ts';
import { textKey } from './text-key.ts';

interface AccountReference {
  readonly id: number;
  readonly name: string;
}

/** An event as the log keeps it: the content of an entry. */
export interface AuditRecord {
  /** The number of the change. */
  readonly revision: number;
  /** ISO 8601, UTC, with milliseconds. */
  readonly at: string;
  readonly action: string;
  readonly actor: string;
  readonly source: CallSource;
  /** Where it happened; `null` for the installation. */
  readonly account: AccountReference | null;
  readonly subject: string;
  /** What it was called until then; absent where it has no name, and from records of before there were names. */
  readonly subjectName?: string;
  readonly before: AuditValue;
  readonly after: AuditValue;
  /** What other accounts get to know of it; absent when nobody else does. */
  readonly alsoVisibleTo?: readonly {
    readonly account: AccountReference;
    readonly before: AuditValue;
    readonly after: AuditValue;
  }[];
}

/** An event in the list of one account, or of the installation. */
export interface AuditListing {
  /** 0 for what happened in no account. */
  readonly accountId: number;
  readonly revision: number;
  /** Whether it happened there, and does not only concern the account. */
  readonly isOwn: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly action: string;
  /** Empty where the account may not know it. */
  readonly actor: string;
  readonly subject: string;
  /** What a search in this list looks through. */
  readonly searchText: string;
}

/** What one reader gets to see of an event. */
export interface SeenAuditRecord extends Omit<AuditRecord, 'actor' | 'source' | 'alsoVisibleTo'> {
  /** `null` for an account that the event only alsoVisibleTo: all that it may know is in `before` and `after`. */
  readonly actor: string | null;
  readonly source: CallSource | null;
}

/** The exact text that is sealed: the order of the fields is fixed here. */
export function formatAuditRecord(record: AuditRecord): string {
  const { revision, at, action, actor, source, account, subject, subjectName, before, after, alsoVisibleTo } = record;
  return JSON.stringify({
    revision,
    at,
    action,
    actor,
    source,
    account,
    subject,
    subjectName,
    before,
    after,
    alsoVisibleTo,
  });
}

/** Reads a content that `formatAuditRecord` made. */
export function parseAuditRecord(content: string): AuditRecord {
  return JSON.parse(content) as AuditRecord;
}

/** In which lists an event stands, its own first. Follows from the content alone, so that it can be checked. */
export function listingsOf(record: AuditRecord): AuditListing[] {
  const { revision, action, subject } = record;
  const common = { revision, action, subject, at: Date.parse(record.at) };
  const own = { ...common, accountId: record.account?.id ?? 0, isOwn: true, actor: record.actor };
  return [
    { ...own, searchText: searchTextOf(seenInFull(record)) },
    ...(record.alsoVisibleTo ?? []).map(({ account }) => ({
      ...common,
      accountId: account.id,
      isOwn: false,
      actor: '',
      searchText: searchTextOf(seenBy(record, account.id) as SeenAuditRecord),
    })),
  ];
}

/** What an account gets to see of an event; `undefined` when nothing. */
export function seenBy(record: AuditRecord, accountId: number): SeenAuditRecord | undefined {
  if (record.account?.id === accountId) return seenInFull(record);
  const concern = record.alsoVisibleTo?.find(({ account }) => account.id === accountId);
  if (concern === undefined) return undefined;
  const { before, after } = concern;
  const { subjectName: _, ...seen } = seenInFull(record);
  return { ...seen, actor: null, source: null, before, after };
}

/** What the operator, and the account in which it happened, see of an event. */
export function seenInFull({ alsoVisibleTo: _, ...record }: AuditRecord): SeenAuditRecord {
  return record;
}

/** Everything that stands in a record as text, so that one can search for any of it and for nothing else. */
function searchTextOf(seen: SeenAuditRecord): string {
  const { action, actor, source, subject, subjectName = '', account, before, after } = seen;
  const texts = [action, actor ?? '', source?.address ?? '', subject, subjectName, account?.name ?? ''];
  collectTexts(before, texts);
  collectTexts(after, texts);
  return textKey(texts.filter((text) => text !== '').join('\n'));
}

function collectTexts(value: AuditValue, texts: string[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (typeof value === 'object' && value !== null)
    for (const each of Object.values(value)) collectTexts(each, texts);
}
