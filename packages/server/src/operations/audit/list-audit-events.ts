import type { Actor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { AuditPlace, ReadTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { checkPageLimit } from '../list-input.ts';
import type { PageInput, PageView } from '../list-page.ts';
import { authorizeInAccount } from '../rights.ts';
import { type AuditEventView, viewOfEvent } from './audit-event-view.ts';
import { type AuditFilters, inStoredCase, parseAuditFilters } from './audit-filters.ts';

export interface ListAuditEventsInput extends AuditFilters, PageInput {
  /** `null`, for an operator only: all events, whatever account they happened in. */
  readonly account: string | null;
}

/**
 * One page of the events of an account, newest first, also those of other accounts that concern it, each with what
 * the account may know. Needs view_metrics.
 *
 * Throws `invalid_request` that names the bad field, and what `authorizeInAccount` throws.
 */
export async function listAuditEvents(
  context: OperationContext,
  actor: Actor,
  input: ListAuditEventsInput,
): Promise<PageView<AuditEventView>> {
  const { account, limit = 50, cursor } = input;
  checkPageLimit(limit, 'events');
  const filters = parseAuditFilters(input);
  const after = cursor === undefined ? {} : { after: parseCursor(cursor) };
  return await context.storage.read(async (tx) => {
    const accountId = await enterAuditLog(tx, context.clock(), actor, account);
    const query = { accountId, ...(await inStoredCase(tx, filters)), order: 'desc', limit } as const;
    const { contents, next } = await tx.listAuditEvents({ ...query, ...after });
    return {
      items: contents.map((content) => viewOfEvent(content, accountId)),
      nextCursor: next === null ? null : formatCursor(next),
      total: await tx.countAuditEvents(query),
    };
  });
}

/** Whose events the caller may read: the id of the account, or `null` for an operator who asks for all. */
export async function enterAuditLog(
  tx: ReadTransaction,
  now: number,
  actor: Actor,
  account: string | null,
): Promise<number | null> {
  if (account !== null) return (await authorizeInAccount(tx, now, actor, account, ['view_metrics'])).account.id;
  if (actor.type === 'operator') return null;
  throw new ChaveiroError('not_found', 'There is no such account, or you have no role in it.');
}

function formatCursor({ at, revision }: AuditPlace): string {
  return Buffer.from(JSON.stringify([at, revision])).toString('base64url');
}

function parseCursor(cursor: string): AuditPlace {
  try {
    const [at, revision, ...more] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Number.isSafeInteger(at) && Number.isSafeInteger(revision) && more.length === 0) return { at, revision };
  } catch {
    // Said below.
  }
  throw new ChaveiroError('invalid_request', 'The cursor is damaged. Take "nextCursor" of the page before, as it is.', {
    field: 'cursor',
  });
}
