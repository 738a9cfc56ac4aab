import { parseRevision } from '#engine';
import type { OperatorActor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';
import { type AuditEventView, viewOfEvent } from './audit-event-view.ts';

const pageSize = 500;

/** An event, or what is left of one whose content is gone. */
export type LoggedEvent = AuditEventView | { readonly id: number; readonly erased: true };

/**
 * Exports the whole log, event by event as the chain has them, so that a reader can see whether one
 * is missing: numbers have no gap. To export is an event itself, the last one of the export.
 */
export async function exportWholeLog(
  context: OperationContext,
  actor: OperatorActor,
): Promise<AsyncIterable<readonly LoggedEvent[]>> {
  const { revision } = await runChange(context, async () => ({
    value: undefined,
    event: { action: 'audit.exported', actor, accountId: null, subject: 'audit', before: null, after: {} },
  }));
  return readLog(context, parseRevision(revision)?.number ?? 0);
}

async function* readLog({ storage }: OperationContext, until: number): AsyncGenerator<readonly LoggedEvent[]> {
  for (let after = 0; after < until; ) {
    const entries = await storage.audit.listAuditEntries(after, Math.min(pageSize, until - after));
    const last = entries.at(-1);
    if (last === undefined) return;
    yield entries.map(({ revision, content }) =>
      content === null ? { id: revision, erased: true } : viewOfEvent(content, null),
    );
    after = last.revision;
  }
}
