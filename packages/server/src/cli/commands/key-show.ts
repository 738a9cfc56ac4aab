import { showKey } from '../../operations/keys/show-key.ts';
import { defineCommand } from '../command.ts';
import { keyAccountOption, keyArgument, keyParameter } from '../key-argument.ts';
import { keyText } from '../key-text.ts';
import { operator } from '../operator.ts';
import { withInstallation } from '../with-installation.ts';

export const keyShow = defineCommand({
  name: 'key show',
  summary: 'Shows a key, without its token',
  parameter: keyParameter,
  options: { account: keyAccountOption },
  settings: 'installation',
  examples: ['chaveiro key show appkey-lojaverde-QWERTY'],
  run: async (call) => {
    const named = keyArgument(call.parameter, call.options.account);
    const key = await withInstallation(call, (operations) => showKey(operations, operator, named));
    return { json: key, text: keyText(key) };
  },
});
