import { isAccountName } from '../../domain/account.ts';
import type { OperatorActor } from '../../domain/actor.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';
import { type AccountView, viewOfAccount } from './list-accounts.ts';
import { noSuchAccount } from './no-such-account.ts';

export interface SetAccountStatusInput {
  readonly name: string;
  readonly isActive: boolean;
}

/**
 * Activates or deactivates an account. While it is inactive, nobody can call it, and none of its keys
 * is of use anywhere. Already so: no change and no event. Throws `not_found`.
 */
export async function setAccountStatus(
  context: OperationContext,
  actor: OperatorActor,
  { name, isActive }: SetAccountStatusInput,
): Promise<Changed<AccountView>> {
  return await runChange(context, async (tx) => {
    const account = isAccountName(name) ? await tx.findAccountByName(name) : undefined;
    if (account === undefined) throw await noSuchAccount(tx, name);
    const value = viewOfAccount({ ...account, isActive });
    if (account.isActive === isActive) return { event: null, value };
    await tx.setAccountActive(account.id, isActive);
    return {
      value,
      event: {
        action: isActive ? 'account.activated' : 'account.deactivated',
        actor,
        accountId: account.id,
        subject: `account:${account.name}`,
        before: { isActive: account.isActive },
        after: { isActive },
      },
    };
  });
}
