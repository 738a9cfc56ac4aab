import type { Actor } from '../../domain/actor.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { enterAccount } from '../rights.ts';
import { runChange } from '../run-change.ts';
import { getKey } from './get-key.ts';
import { type KeyView, viewOfKey } from './key-view.ts';
import type { RenewalInput } from './start-renewal.ts';
import { takeRenewalStep } from './take-renewal-step.ts';

/**
 * Finishes a renewal: the old token is deleted, for good, and the new one is the key's only token.
 * Needs RenewApiToken, and no more: it only takes access away. A key may do it for itself.
 *
 * Throws `no_renewal`, `not_found` and what `enterAccount` throws.
 */
export async function finishRenewal(
  context: OperationContext,
  actor: Actor,
  input: RenewalInput,
): Promise<Changed<KeyView>> {
  return await endRenewal(context, actor, input, 'finish');
}

/**
 * Undoes a renewal, as long as the old token exists: the new token is deleted, for good, also when it
 * is in use already. Needs, and throws, what `finishRenewal` does.
 */
export async function undoRenewal(
  context: OperationContext,
  actor: Actor,
  input: RenewalInput,
): Promise<Changed<KeyView>> {
  return await endRenewal(context, actor, input, 'undo');
}

async function endRenewal(
  context: OperationContext,
  actor: Actor,
  input: RenewalInput,
  step: 'finish' | 'undo',
): Promise<Changed<KeyView>> {
  return await runChange(context, async (tx, now) => {
    const { account } = await enterAccount(tx, now, actor, input.account, ['RenewApiToken']);
    const key = await getKey(tx, account.id, input.key);
    const after = await takeRenewalStep(tx, actor, key, step);
    return { value: viewOfKey(after.key, account, now), event: after.event };
  });
}
