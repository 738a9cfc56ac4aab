import { systemActor } from '../../domain/actor.ts';
import type { Link } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';
import { eventOfLink } from './event-of-link.ts';

/** Links looked up at once. */
const batchSize = 100;

/**
 * Erases what links that expired unopened still hold, each in a change of its own that says so in the audit log:
 * whoever issued the link sees that nobody got the token. At any number of processes each link expires once.
 *
 * @returns how many there were
 */
export async function expireLinks(context: OperationContext): Promise<number> {
  let expired = 0;
  for (;;) {
    const links = await context.storage.read((tx) => tx.listExpiredLinks(batchSize));
    for (const link of links) if (await expireLink(context, link)) expired += 1;
    if (links.length < batchSize) return expired;
  }
}

/** Does that for one link; `false` when it was done, or the link has not expired. */
export async function expireLink(context: OperationContext, link: Link): Promise<boolean> {
  const { value } = await runChange(context, async (tx) => {
    if (!(await tx.eraseExpiredLink(link.id))) return { event: null, value: false };
    const about = eventOfLink(link, systemActor);
    return {
      value: true,
      event: { action: 'link.expired', ...about, before: null, after: { link: link.id, appKey: link.appKey } },
    };
  });
  return value;
}
