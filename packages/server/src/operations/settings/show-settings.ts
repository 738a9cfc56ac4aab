import type { Actor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';
import { type SettingsView, viewOfSettings } from './settings-view.ts';

/** Shows the account's settings. Needs ViewApiKeys or EditApiKeysSettings. Throws what `authorizeInAccount` throws. */
export async function showSettings(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string },
): Promise<SettingsView> {
  return await context.storage.read(async (tx) => {
    const accepted = ['ViewApiKeys', 'EditApiKeysSettings'] as const;
    const { account } = await authorizeInAccount(tx, context.clock(), actor, input.account, accepted);
    return viewOfSettings(account);
  });
}
