import type { Actor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { checkNotByOldToken } from '../keys/check-own-tokens.ts';
import { getKey } from '../keys/get-key.ts';
import { authorizeInAccount } from '../rights.ts';
import { runChange } from '../run-change.ts';
import { detailsOf, viewOfExternalKey } from './external-key-view.ts';

export interface DeclineGrantInput {
  /** Name of the account that owns the key. */
  readonly account: string;
  /** The key's id or key string. */
  readonly key: string;
  /** Name of the account that has given the key roles. */
  readonly grantingAccount: string;
}

/**
 * Gives back the roles that another account has given to a key of this one: the key has none there any
 * more, and everything else stays. Needs EditApiKeys, and no more: it only takes access away.
 *
 * Throws `not_found` for a key that the account does not own, and, alike, for an account that does not
 * exist or has given the key nothing; `own_renewal` for the key itself with its old token; and what `authorizeInAccount` throws.
 */
export async function declineGrant(
  context: OperationContext,
  actor: Actor,
  input: DeclineGrantInput,
): Promise<Changed<{ readonly id: string; readonly account: string }>> {
  return await runChange(context, async (tx, now) => {
    const entrance = await authorizeInAccount(tx, now, actor, input.account, ['EditApiKeys']);
    const { account } = entrance;
    const { id, appKey, label } = await getKey(tx, account.id, input.key);
    checkNotByOldToken(actor, entrance, id, 'decline what another account gave to');
    const grants = await tx.listGrantingAccounts(id);
    const grant = grants.find((each) => each.account === input.grantingAccount);
    const declined = grant && (await tx.findExternalKey(grant.accountId, id));
    if (grant === undefined || declined === undefined) {
      throw new ChaveiroError('not_found', 'No such account has given this key roles.');
    }
    await tx.deleteExternalKey(grant.accountId, id);
    return {
      value: { id, account: grant.account },
      event: {
        action: 'external_key.declined',
        actor,
        accountId: account.id,
        subject: `key:${id}`,
        subjectName: label,
        before: { appKey, account: grant.account },
        after: null,
        // Whoever gave the roles may know which; the owner may not.
        alsoVisibleTo: [{ accountId: grant.accountId, before: detailsOf(viewOfExternalKey(declined)), after: null }],
      },
    };
  });
}
