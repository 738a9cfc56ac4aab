import { startRenewal } from '../../operations/keys/start-renewal.ts';
import { defineCommand } from '../command.ts';
import { credentialText } from '../delivery-text.ts';
import { keyAccountOption, keyArgument, keyParameter } from '../key-argument.ts';
import { operator } from '../operator.ts';
import { withInstallation } from '../with-installation.ts';

export const keyRenew = defineCommand({
  name: 'key renew',
  summary: 'Gives a key a second token; both work until the renewal is finished or undone',
  parameter: keyParameter,
  options: { account: keyAccountOption },
  settings: 'installation',
  notes: [
    'Put the new token where the old one is used, then run key finish-renewal, which deletes the old one.',
    'The answer is the only place where the token is ever shown. If it is lost, run key undo-renewal and renew again.',
  ],
  examples: ['chaveiro key renew appkey-lojaverde-QWERTY', 'chaveiro key renew appkey-lojaverde-QWERTY --json'],
  run: async (call) => {
    const key = keyArgument(call.parameter, call.options.account);
    return withInstallation(call, async (operations) => {
      const { value } = await startRenewal(operations, operator, key);
      const next = 'The old token works as well until you run key finish-renewal.';
      return { json: value, text: `${credentialText(value)}\n${next}` };
    });
  },
});
