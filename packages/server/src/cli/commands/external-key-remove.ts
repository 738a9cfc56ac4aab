import { removeExternalKey } from '../../operations/external-keys/remove-external-key.ts';
import { defineCommand } from '../command.ts';
import { externalKeyParameter, grantingAccountOption } from '../external-key-argument.ts';
import { operator } from '../operator.ts';
import { noWaitOption, withInstallation } from '../with-installation.ts';

export const externalKeyRemove = defineCommand({
  name: 'external-key remove',
  summary: 'Takes from a key of another account all roles in an account',
  parameter: externalKeyParameter,
  options: { account: grantingAccountOption, 'no-wait': noWaitOption },
  settings: 'installation',
  notes: [
    'The key itself stays what it is, and can be added again. A running server decides by the change within 250 ms.',
  ],
  examples: ['chaveiro external-key remove appkey-casaazul-QWERTY --account lojaverde'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const input = { account: call.options.account, key: call.parameter };
      const { value } = await removeExternalKey(operations, operator, input);
      return { json: value, text: `Key ${call.parameter} has no roles in ${input.account} any more.` };
    }),
});
