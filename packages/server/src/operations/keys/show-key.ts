import type { Actor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';
import { getKey } from './get-key.ts';
import { type KeyView, viewOfKey } from './key-view.ts';

export interface ShowKeyInput {
  readonly account: string;
  /** The key's id or key string. */
  readonly key: string;
}

/** Shows one generated key. Needs ViewApiKeys or RenewApiToken. Throws `not_found` and what `authorizeInAccount` throws. */
export async function showKey(context: OperationContext, actor: Actor, input: ShowKeyInput): Promise<KeyView> {
  const now = context.clock();
  return await context.storage.read(async (tx) => {
    const { account } = await authorizeInAccount(tx, now, actor, input.account, ['ViewApiKeys', 'RenewApiToken']);
    return viewOfKey(await getKey(tx, account.id, input.key), account, now);
  });
}
