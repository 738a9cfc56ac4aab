import { ChaveiroError } from '../../domain/errors.ts';
import { changeSettings } from '../../operations/settings/change-settings.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { word } from '../option-values.ts';
import { settingsText } from '../settings-text.ts';
import { noWaitOption, withInstallation } from '../with-installation.ts';

export const settingsSet = defineCommand({
  name: 'settings set',
  summary: 'Changes the settings of an account, for all keys that it owns; what is not given stays',
  options: {
    account: { takes: 'NAME', isRequired: true, description: 'the account' },
    'renewal-period': { takes: 'MONTHS', description: '3 or 6: after how many months a token is outdated' },
    'enforce-expiry': { takes: 'SWITCH', description: 'on or off: whether tokens of that age are denied' },
    'dry-run': { description: 'changes nothing, and says which keys the change would deny' },
    'no-wait': noWaitOption,
  },
  settings: 'installation',
  notes: ['A token counts from its own creation. What is denied is denied in every account, within 250 ms.'],
  examples: [
    'chaveiro settings set --account lojaverde --renewal-period 6',
    'chaveiro settings set --account lojaverde --enforce-expiry on --dry-run',
  ],
  run: async (call) => {
    const { account, 'dry-run': dryRun } = call.options;
    const period = word('renewal-period', call.options['renewal-period'], ['3', '6']);
    const enforce = word('enforce-expiry', call.options['enforce-expiry'], ['on', 'off']);
    if (period === undefined && enforce === undefined) {
      throw new ChaveiroError('invalid_request', 'Nothing is to be set: add --renewal-period or --enforce-expiry.');
    }
    const input = {
      account,
      dryRun,
      renewalPeriodMonths: period === undefined ? undefined : period === '3' ? (3 as const) : (6 as const),
      enforceExpiry: enforce === undefined ? undefined : enforce === 'on',
    };
    return withInstallation(call, async (operations) => {
      const { value } = await changeSettings(operations, operator, input);
      const lines = [settingsText(value)];
      if (value.warning !== null) lines.unshift(`${value.warning.detail}\n`);
      else if (value.enforceExpiry) lines.unshift('It denies no key that works now.\n');
      if (dryRun) lines.push('\nNothing was changed: this was a dry run.');
      return { json: value, text: lines.join('\n') };
    });
  },
});
