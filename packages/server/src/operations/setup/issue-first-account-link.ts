import type { OperatorActor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { operatorRights } from '../rights.ts';
import { runChange } from '../run-change.ts';
import { type IssuedLink, issueSetupLink } from './issue-setup-link.ts';

/** A link that makes the first account; `null` when there is an account already. The link before it is gone. */
export async function issueFirstAccountLink(
  context: OperationContext,
  actor: OperatorActor,
): Promise<IssuedLink | null> {
  const { value } = await runChange<IssuedLink | null>(context, async (tx, now) => {
    if ((await tx.listAccounts()).length > 0) return { event: null, value: null };
    const place = { purpose: 'first_account', userId: null, accountId: null } as const;
    const link = await issueSetupLink(context, tx, { ...place, rights: operatorRights, actor, now });
    return {
      value: link,
      event: {
        action: 'setup_link.issued',
        actor,
        accountId: null,
        subject: 'installation',
        before: null,
        after: { purpose: 'first_account', expiresAt: link.expiresAt },
      },
    };
  });
  return value;
}
