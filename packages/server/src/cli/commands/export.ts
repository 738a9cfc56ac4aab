import { exportKeys } from '../../operations/keys/export-keys.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { operator } from '../operator.ts';
import { withProgress } from '../progress.ts';
import { withInstallation } from '../with-installation.ts';
import { checkIsNewFile, writeNewFile } from '../write-new-file.ts';

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Writes the keys of an account into a workbook (XLSX)',
  parameter: { name: 'FILE', description: 'a new file' },
  options: { account: { takes: 'NAME', isRequired: true, description: 'the account' } },
  settings: 'installation',
  notes: [
    'One sheet for its own keys and one for external keys, newest first; dates are UTC. No cell is a formula. A ' +
      'character that a workbook cannot hold stands as _xHHHH_, which spreadsheet programs read as that character. Tokens ' +
      'are never in it. Who exports is logged.',
  ],
  examples: ['chaveiro export --account lojaverde keys-2026-03-01.xlsx'],
  run: async (call) => {
    const { parameter: file, options } = call;
    await checkIsNewFile(file);
    return withInstallation(call, async (operations) => {
      const { chunks, counts } = await exportKeys(operations, operator, options.account);
      await withProgress(
        call.terminal,
        'Exporting keys',
        () => writeNewFile(file, chunks),
        () => counted(counts.generated + counts.external, 'key'),
      );
      const text = `${file} has ${counted(counts.generated, 'key')} of ${options.account} and ${counted(counts.external, 'external key')}.`;
      return { json: { file, ...counts }, text };
    });
  },
});
