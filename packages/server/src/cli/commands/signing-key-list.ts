import { listSigningKeys } from '../../operations/signing-keys/list-signing-keys.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { signingKeyTable } from '../signing-key-text.ts';
import { withInstallation } from '../with-installation.ts';

export const signingKeyList = defineCommand({
  name: 'signing-key list',
  summary: 'Lists the keys that sign user tokens, or did, and are still accepted',
  options: {},
  settings: 'installation',
  examples: ['chaveiro signing-key list'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const keys = await listSigningKeys(operations, operator);
      return { json: keys, text: signingKeyTable(keys) };
    }),
});
