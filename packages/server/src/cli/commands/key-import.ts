import { importKeys } from '../../operations/keys/import-keys.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { operator } from '../operator.ts';
import { withProgress } from '../progress.ts';
import { readJsonFile } from '../read-json-file.ts';
import { withInstallation } from '../with-installation.ts';

export const keyImport = defineCommand({
  name: 'key import',
  summary: 'Takes in keys from elsewhere, whose tokens go on working',
  parameter: {
    name: 'FILE',
    description: 'a JSON array of {account, appKey, label, roles, tokenSha256, createdAt, secretBits}',
  },
  options: {},
  settings: 'installation',
  notes: [
    'Instead of a token the file has its SHA-256, as 64 hexadecimal digits. secretBits says of how many random bits the ' +
      'token was made, at least 112: what is weaker can be found by trying. A token has 20 to 256 visible ASCII characters.',
    'Accounts and roles (names or ids) have to be there. A file with one mistake is refused whole. Large files go in by ' +
      'changes of 1,000 keys; importing a file again goes on where it stopped, and leaves what it finds as it is now.',
  ],
  examples: ['chaveiro key import keys.json'],
  run: async (call) => {
    const keys = await readJsonFile(call.parameter);
    return withInstallation(call, async (operations) => {
      const { value } = await withProgress(call.terminal, 'Importing keys', () =>
        importKeys(operations, operator, { keys }),
      );
      return { json: value, text: `${counted(value.added, 'key')} imported, ${value.unchanged} here already.` };
    });
  },
});
