import { startRenewal } from '../../operations/keys/start-renewal.ts';
import { defineCommand } from '../command.ts';
import { credentialText, linkOption, linkText, warnOfPublicUrl } from '../delivery-text.ts';
import { keyAccountOption, keyArgument, keyParameter } from '../key-argument.ts';
import { operator } from '../operator.ts';
import { withInstallation } from '../with-installation.ts';

export const keyRenew = defineCommand({
  name: 'key renew',
  summary: 'Gives a key a second token; both work until the renewal is finished or undone',
  parameter: keyParameter,
  options: { account: keyAccountOption, link: linkOption },
  settings: 'installation',
  notes: [
    'Put the new token where the old one is used, then run key finish-renewal, which deletes the old one.',
    'The answer is the only place where the token, or the link, is ever shown. If it is lost, run key undo-renewal and ' +
      'renew again. A renewal whose link expired unopened is replaced by another key renew.',
  ],
  examples: ['chaveiro key renew appkey-lojaverde-QWERTY', 'chaveiro key renew appkey-lojaverde-QWERTY --link --json'],
  run: async (call) => {
    const key = keyArgument(call.parameter, call.options.account);
    return withInstallation(call, async (operations) => {
      const next = 'The old token works as well until you run key finish-renewal.';
      if (call.options.link) {
        warnOfPublicUrl(call);
        const { value } = await startRenewal(operations, operator, { ...key, delivery: 'link' });
        return { json: value, text: `${linkText(value)}\n${next}` };
      }
      const { value } = await startRenewal(operations, operator, key);
      return { json: value, text: `${credentialText(value)}\n${next}` };
    });
  },
});
