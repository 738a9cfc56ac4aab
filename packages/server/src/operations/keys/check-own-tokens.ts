import type { Actor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { AccountAccess } from '../rights.ts';

/**
 * A token that is being replaced takes nothing away from its own key: otherwise whoever has stolen it could keep
 * it, or take its replacement along. Throws `own_renewal`.
 *
 * @param keyId of the key that loses something
 * @param act what the caller wants to do, for the message
 */
export function checkNotByOldToken(actor: Actor, { callingToken }: AccountAccess, keyId: string, act: string): void {
  if (callingToken !== 'old' || !isSelf(actor, keyId)) return;
  throw new ChaveiroError(
    'own_renewal',
    `The token that calls is being replaced, and cannot ${act} its own key: call with the new token, as a user, or with another key.`,
  );
}

/** Only somebody else says that a key goes on with its old token. Throws `own_renewal`. */
export function checkUndoesNoOwnRenewal(actor: Actor, keyId: string): void {
  if (!isSelf(actor, keyId)) return;
  throw new ChaveiroError(
    'own_renewal',
    'A key cannot undo a renewal of itself: call as a user, or with another key that has RenewApiToken.',
  );
}

/** A key that acts on itself. */
export function isSelf(actor: Actor, keyId: string): boolean {
  return actor.type === 'key' && actor.keyId === keyId;
}
