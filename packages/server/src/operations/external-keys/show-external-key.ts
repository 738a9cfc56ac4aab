import type { Actor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';
import { type ExternalKeyView, viewOfExternalKey } from './external-key-view.ts';
import { getExternalKey } from './get-external-key.ts';

export interface ShowExternalKeyInput {
  readonly account: string;
  /** The key's id or key string. */
  readonly key: string;
}

/** Shows one external key. Needs ViewApiKeys. Throws `not_found` and what `authorizeInAccount` throws. */
export async function showExternalKey(
  context: OperationContext,
  actor: Actor,
  input: ShowExternalKeyInput,
): Promise<ExternalKeyView> {
  return await context.storage.read(async (tx) => {
    const { account } = await authorizeInAccount(tx, context.clock(), actor, input.account, ['ViewApiKeys']);
    return viewOfExternalKey(await getExternalKey(tx, account.id, input.key));
  });
}
