import { listGrants } from '../../operations/external-keys/list-grants.ts';
import { showKey } from '../../operations/keys/show-key.ts';
import { defineCommand } from '../command.ts';
import { keyAccountOption, keyArgument, keyParameter } from '../key-argument.ts';
import { grantLines, keyText } from '../key-text.ts';
import { operator } from '../operator.ts';
import { withInstallation } from '../with-installation.ts';

export const keyShow = defineCommand({
  name: 'key show',
  summary: 'Shows a key, without its token, and which other accounts have given it roles',
  parameter: keyParameter,
  options: { account: keyAccountOption },
  settings: 'installation',
  examples: ['chaveiro key show appkey-lojaverde-QWERTY'],
  run: async (call) => {
    const named = keyArgument(call.parameter, call.options.account);
    return withInstallation(call, async (operations) => {
      const key = await showKey(operations, operator, named);
      const grants = await listGrants(operations, operator, named);
      return { json: { ...key, grants }, text: [keyText(key), ...grantLines(grants)].join('\n') };
    });
  },
});
