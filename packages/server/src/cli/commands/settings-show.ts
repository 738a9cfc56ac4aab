import { showSettings } from '../../operations/settings/show-settings.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { settingsText } from '../settings-text.ts';
import { withInstallation } from '../with-installation.ts';

export const settingsShow = defineCommand({
  name: 'settings show',
  summary: 'Shows the settings of an account',
  options: { account: { takes: 'NAME', isRequired: true, description: 'the account' } },
  settings: 'installation',
  examples: ['chaveiro settings show --account lojaverde'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const settings = await showSettings(operations, operator, { account: call.options.account });
      return { json: settings, text: settingsText(settings) };
    }),
});
