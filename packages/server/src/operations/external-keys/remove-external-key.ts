import type { Actor } from '../../domain/actor.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { checkNotByOldToken } from '../keys/check-own-tokens.ts';
import { authorizeInAccount } from '../rights.ts';
import { runChange } from '../run-change.ts';
import { checkVersion, type ExpectedVersions } from '../view-version.ts';
import { detailsOf, viewOfExternalKey } from './external-key-view.ts';
import { getExternalKey } from './get-external-key.ts';

export interface RemoveExternalKeyInput {
  readonly account: string;
  /** The key's id or key string. */
  readonly key: string;
  readonly ifVersion?: ExpectedVersions;
}

/**
 * Takes from an external key all roles in the account, also when its owner has deleted it; it can be
 * added again. The key itself stays what it is. Needs EditApiKeys, and no more: it only takes access
 * away.
 *
 * Throws `changed_meanwhile`, `own_renewal` when a key removes itself with its old token, `not_found` and what `authorizeInAccount` throws.
 */
export async function removeExternalKey(
  context: OperationContext,
  actor: Actor,
  input: RemoveExternalKeyInput,
): Promise<Changed<{ readonly id: string }>> {
  return await runChange(context, async (tx, now) => {
    const entrance = await authorizeInAccount(tx, now, actor, input.account, ['EditApiKeys']);
    const { account } = entrance;
    const key = await getExternalKey(tx, account.id, input.key);
    checkVersion(input.ifVersion, viewOfExternalKey(key));
    checkNotByOldToken(actor, entrance, key.id, 'remove');
    await tx.deleteExternalKey(account.id, key.id);
    return {
      value: { id: key.id },
      event: {
        action: 'external_key.removed',
        actor,
        accountId: account.id,
        subject: `key:${key.id}`,
        subjectName: key.appKey,
        before: detailsOf(viewOfExternalKey(key)),
        after: null,
        alsoVisibleTo: [{ accountId: key.ownerId, before: { appKey: key.appKey }, after: null }],
      },
    };
  });
}
