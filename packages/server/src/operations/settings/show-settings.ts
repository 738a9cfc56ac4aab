import type { Actor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { enterAccount } from '../rights.ts';
import { type SettingsView, viewOfSettings } from './settings-view.ts';

/** Shows the account's settings. Needs ViewApiKeys or EditApiKeysSettings. Throws what `enterAccount` throws. */
export async function showSettings(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string },
): Promise<SettingsView> {
  return await context.storage.read(async (tx) => {
    const accepted = ['ViewApiKeys', 'EditApiKeysSettings'];
    const { account } = await enterAccount(tx, context.clock(), actor, input.account, accepted);
    return viewOfSettings(account);
  });
}
