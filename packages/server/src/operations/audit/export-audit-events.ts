import type { Actor } from '../../domain/actor.ts';
import { maskTokens } from '../../domain/mask-tokens.ts';
import type { AuditPlace } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';
import { type AuditEventView, viewOfEvent } from './audit-event-view.ts';
import { type AuditFilters, inStoredCase, parseAuditFilters } from './audit-filters.ts';
import { enterAuditLog } from './list-audit-events.ts';

const pageSize = 500;

/** An export that was begun: its events come in pages, oldest first. */
export type AuditExport = AsyncIterable<readonly AuditEventView[]>;

/**
 * Exports the events of an account that match, up to this moment, oldest first. Needs view_metrics,
 * also for each page when it is read: whoever loses it gets no further. To export is an event itself,
 * which is logged before the first page.
 *
 * Throws what `listAuditEvents` throws, before anything is exported.
 *
 * @param account `null`, for an operator only: events of all accounts
 */
export async function exportAuditEvents(
  context: OperationContext,
  actor: Actor,
  account: string | null,
  filters: AuditFilters,
): Promise<AuditExport> {
  const query = parseAuditFilters(filters);
  const { value: end } = await runChange(context, async (tx, now) => {
    const accountId = await enterAuditLog(tx, now, actor, account);
    return {
      value: now,
      event: {
        action: 'audit.exported',
        actor,
        accountId,
        subject: 'audit',
        before: null,
        after: describeFilters(filters),
      },
    };
  });
  return readPages(context, actor, account, { ...query, to: Math.min(query.to ?? end, end) });
}

/** What was asked for. Somebody may have pasted a token into a search. */
function describeFilters({ from, to, action, actor, subject, q }: AuditFilters): Record<string, string> {
  const given = Object.entries({ from, to, action, actor, subject, q }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, maskTokens(String(value))]));
}

async function* readPages(
  context: OperationContext,
  actor: Actor,
  account: string | null,
  query: ReturnType<typeof parseAuditFilters>,
): AuditExport & AsyncGenerator<readonly AuditEventView[]> {
  let after: AuditPlace | null = null;
  do {
    const place: { after?: AuditPlace } = after === null ? {} : { after };
    const page = await context.storage.read(async (tx) => {
      const accountId = await enterAuditLog(tx, context.clock(), actor, account);
      const { contents, next } = await tx.listAuditEvents({
        accountId,
        ...(await inStoredCase(tx, query)),
        order: 'asc',
        limit: pageSize,
        ...place,
      });
      return { events: contents.map((content) => viewOfEvent(content, accountId)), next };
    });
    if (page.events.length > 0) yield page.events;
    after = page.next;
  } while (after !== null);
}
