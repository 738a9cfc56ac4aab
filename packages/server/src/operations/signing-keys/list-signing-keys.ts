import type { OperatorActor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { type SigningKeyView, viewOfSigningKey } from './signing-key-view.ts';

/** The signing keys that are not over, the newest first. For the operator alone. */
export async function listSigningKeys(context: OperationContext, _actor: OperatorActor): Promise<SigningKeyView[]> {
  const now = context.clock();
  const keys = await context.storage.read((tx) => tx.listSigningKeys());
  return keys.map((key) => viewOfSigningKey(key, keys, now)).filter(({ state }) => state !== 'over');
}
