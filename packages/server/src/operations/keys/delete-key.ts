import type { Actor } from '../../domain/actor.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { alsoVisibleToGranting } from '../external-keys/also-visible-to.ts';
import { referencesTo } from '../find-roles.ts';
import { authorizeInAccount } from '../rights.ts';
import { runOrTryChange } from '../run-or-try-change.ts';
import { type Evidence, readEvidence } from '../usage/evidence.ts';
import { checkVersion, type ExpectedVersions } from '../view-version.ts';
import { checkNotByOldToken } from './check-own-tokens.ts';
import { getKey } from './get-key.ts';
import { viewOfKey } from './key-view.ts';

export interface DeleteKeyInput {
  readonly account: string;
  /** The key's id or key string. */
  readonly key: string;
  /** Only answers what would happen. */
  readonly dryRun?: boolean | undefined;
  readonly ifVersion?: ExpectedVersions;
}

export interface DeletedKey {
  readonly id: string;
  /** How it was used until then. */
  readonly evidence: Evidence;
}

/**
 * Deletes a key for good, with its tokens; its key string is never used again. Accounts that gave it
 * roles see in their lists that it is gone. Needs EditApiKeys, and no more: it only takes access away.
 *
 * Throws `changed_meanwhile`, `own_renewal` when a key deletes itself with its old token, `not_found` and what `authorizeInAccount` throws.
 */
export async function deleteKey(
  context: OperationContext,
  actor: Actor,
  input: DeleteKeyInput,
): Promise<Changed<DeletedKey>> {
  return await runOrTryChange(context, input.dryRun, async (tx, now) => {
    const entrance = await authorizeInAccount(tx, now, actor, input.account, ['EditApiKeys']);
    const { account } = entrance;
    const key = await getKey(tx, account.id, input.key);
    checkVersion(input.ifVersion, viewOfKey(key, account, now));
    checkNotByOldToken(actor, entrance, key.id, 'delete');
    const evidence = await readEvidence(tx, key, now);
    const { id, appKey, label, isActive, roles } = key;
    const status = isActive ? 'active' : 'inactive';
    const alsoVisibleTo = await alsoVisibleToGranting(tx, { id, appKey }, status, 'deleted_by_owner');
    await tx.deleteKey(id, now);
    const before = { appKey, label, isActive, roles: referencesTo(roles) };
    return {
      value: { id, evidence },
      event: {
        action: 'key.deleted',
        actor,
        accountId: account.id,
        subject: `key:${id}`,
        subjectName: label,
        before,
        after: null,
        alsoVisibleTo,
      },
    };
  });
}
