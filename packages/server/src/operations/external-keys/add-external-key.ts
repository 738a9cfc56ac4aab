import { type Actor, actorName } from '../../domain/actor.ts';
import { checkRolesGivenToExternal } from '../../domain/ceiling.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { isKeyString } from '../../domain/key-string.ts';
import { parseNote } from '../../domain/short-text.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { findAllRoles, referencesTo } from '../find-roles.ts';
import { enterAccount } from '../rights.ts';
import { runChange } from '../run-change.ts';

export interface AddExternalKeyInput {
  /** Name of the account that gives the roles. */
  readonly account: string;
  /** Key string of the other account's key. */
  readonly appKey: string;
  /** At least one. */
  readonly roleIds: readonly number[];
  readonly note?: string | undefined;
}

/**
 * Gives a key of another account roles in this one. Needs EditApiKeys, and Owner for roles that hold
 * management rights.
 *
 * Throws `not_found`, alike for a key string that does not exist, was deleted, or is the account's
 * own: to add keys by guessing tells nothing. Throws `external_key_exists`, `above_own_rights`,
 * `invalid_request`, and what `enterAccount` throws.
 */
export async function addExternalKey(
  context: OperationContext,
  actor: Actor,
  input: AddExternalKeyInput,
): Promise<Changed<{ readonly id: string; readonly appKey: string }>> {
  const note = input.note === undefined ? null : parseNote(input.note);
  if (input.roleIds.length === 0) {
    throw new ChaveiroError('invalid_request', 'An external key gets at least one role.', { field: 'roles' });
  }
  return await runChange(context, async (tx, now) => {
    const { account, rights } = await enterAccount(tx, now, actor, input.account, ['EditApiKeys']);
    const roles = await findAllRoles(tx, account.id, input.roleIds);
    checkRolesGivenToExternal(rights, roles);
    const key = isKeyString(input.appKey) ? await tx.findKeyByAppKey(input.appKey) : undefined;
    if (key === undefined || key.accountId === account.id) {
      throw new ChaveiroError('not_found', 'No other account has a key with this key string.');
    }
    if ((await tx.findGrant(account.id, key.id)) !== undefined) {
      throw new ChaveiroError('external_key_exists', `The account has already added the key ${key.appKey}.`);
    }
    await tx.putGrant({
      accountId: account.id,
      keyId: key.id,
      roleIds: roles.map((role) => role.id),
      addedAt: now,
      addedBy: actorName(actor),
      note,
      expiresAt: null,
    });
    const owner = await tx.findAccountById(key.accountId);
    const after = { appKey: key.appKey, owner: owner?.name ?? null, roles: referencesTo(roles), note };
    return {
      value: { id: key.id, appKey: key.appKey },
      event: {
        action: 'external_key.added',
        actor,
        accountId: account.id,
        subject: `key:${key.id}`,
        before: null,
        after,
      },
    };
  });
}
