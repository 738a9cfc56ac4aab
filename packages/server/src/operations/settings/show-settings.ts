import { type AccountSettings, settingsOf } from '../../domain/account.ts';
import type { Actor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { enterAccount } from '../rights.ts';

/** Shows the account's settings. Needs ViewApiKeys or EditApiKeysSettings. Throws what `enterAccount` throws. */
export async function showSettings(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string },
): Promise<AccountSettings> {
  return await context.storage.read(async (tx) => {
    const accepted = ['ViewApiKeys', 'EditApiKeysSettings'];
    const { account } = await enterAccount(tx, context.clock(), actor, input.account, accepted);
    return settingsOf(account);
  });
}
