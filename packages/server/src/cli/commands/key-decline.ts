import { declineGrant } from '../../operations/external-keys/decline-grant.ts';
import { defineCommand } from '../command.ts';
import { keyAccountOption, keyArgument, keyParameter } from '../key-argument.ts';
import { operator } from '../operator.ts';
import { noWaitOption, withInstallation } from '../with-installation.ts';

export const keyDecline = defineCommand({
  name: 'key decline',
  summary: 'Gives back the roles that another account has given a key',
  parameter: keyParameter,
  options: {
    account: keyAccountOption,
    from: { takes: 'NAME', isRequired: true, description: 'the account that has given the key roles' },
    'no-wait': noWaitOption,
  },
  settings: 'installation',
  notes: [
    'key show names the accounts that have given a key roles. A running server decides by the change within 250 ms.',
  ],
  examples: ['chaveiro key decline appkey-casaazul-QWERTY --from lojaverde'],
  run: async (call) => {
    const { account, from } = call.options;
    const key = keyArgument(call.parameter, account);
    return withInstallation(call, async (operations) => {
      const { value } = await declineGrant(operations, operator, { ...key, grantingAccount: from });
      return { json: value, text: `Key ${call.parameter} has no roles in ${value.account} any more.` };
    });
  },
});
