import { showExternalKey } from '../../operations/external-keys/show-external-key.ts';
import { defineCommand } from '../command.ts';
import { externalKeyParameter, grantingAccountOption } from '../external-key-argument.ts';
import { externalKeyText } from '../external-key-text.ts';
import { operator } from '../operator.ts';
import { withInstallation } from '../with-installation.ts';

export const externalKeyShow = defineCommand({
  name: 'external-key show',
  summary: 'Shows a key of another account to which an account has given roles',
  parameter: externalKeyParameter,
  options: { account: grantingAccountOption },
  settings: 'installation',
  examples: ['chaveiro external-key show appkey-casaazul-QWERTY --account lojaverde'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const input = { account: call.options.account, key: call.parameter };
      const key = await showExternalKey(operations, operator, input);
      return { json: key, text: externalKeyText(key) };
    }),
});
