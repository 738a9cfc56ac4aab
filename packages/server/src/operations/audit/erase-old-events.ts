import { systemActor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';
import { timeText } from '../time-text.ts';

const dayMs = 86_400_000;

/** Events erased in one change, so that none holds up others for long. */
const batchSize = 1_000;

/**
 * Erases the contents of all events that are older than so many days, from the beginning of the log
 * to the first one that is not. The chain stays whole, and each change that erases is an event in it,
 * which says up to where: the newest of them stands for all before, so they can be erased as well.
 *
 * @returns how many contents were erased
 */
export async function eraseOldEvents(context: OperationContext, retentionDays: number): Promise<number> {
  let erased = 0;
  for (;;) {
    const { value } = await runChange(context, async (tx, now) => {
      const olderThan = now - retentionDays * dayMs;
      const oldest = await tx.listOldestAuditEvents(batchSize);
      // In the order of changes, not of clocks: an old time after a newer one waits for that one.
      const firstKept = oldest.findIndex(({ at }) => at >= olderThan);
      const last = (firstKept === -1 ? oldest : oldest.slice(0, firstKept)).at(-1);
      if (last === undefined) return { event: null, value: 0 };
      const events = await tx.eraseAuditContents(last.revision);
      return {
        value: events,
        event: {
          action: 'audit.erased',
          actor: systemActor,
          accountId: null,
          subject: 'audit',
          before: null,
          after: { untilRevision: last.revision, events, olderThan: timeText(olderThan) },
        },
      };
    });
    if (value === 0) return erased;
    erased += value;
  }
}
