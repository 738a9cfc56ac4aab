import type { UnnamedActor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';

const chaveiro: UnnamedActor = { type: 'system', source: { channel: 'server' } };

/** So many are looked up at once. */
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
    for (const link of links) {
      const { value } = await runChange(context, async (tx) => {
        if (!(await tx.eraseExpiredLink(link.id))) return { event: null, value: 0 };
        return {
          value: 1,
          event: {
            action: 'link.expired',
            actor: chaveiro,
            accountId: link.accountId,
            subject: `key:${link.keyId}`,
            subjectName: link.label,
            before: null,
            after: { link: link.id, appKey: link.appKey },
          },
        };
      });
      expired += value;
    }
    if (links.length < batchSize) return expired;
  }
}
