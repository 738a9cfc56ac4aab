import { createBackup } from '../../operations/backup/create-backup.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { withProgress } from '../progress.ts';
import { withInstallation } from '../with-installation.ts';
import { checkIsNewFile, writeNewFile } from '../write-new-file.ts';

export const backup = defineCommand({
  name: 'backup',
  summary: 'Writes a backup of the database into a file, also beside a running server',
  parameter: { name: 'FILE', description: 'a new file, such as chaveiro-2026-03-01.backup' },
  options: {},
  settings: 'installation',
  notes: [
    'The file does not depend on the database: what was SQLite can be restored into PostgreSQL, and the other way round. ' +
      'It holds hashes of tokens, no token, and not the pepper: keep the pepper file apart from it. Sessions and ' +
      'single-access links are left out.',
  ],
  examples: ['chaveiro backup /var/backups/chaveiro-2026-03-01.backup'],
  run: async (call) => {
    const file = call.parameter;
    await checkIsNewFile(file);
    return withInstallation(call, async (operations) => {
      let written = 0;
      const header = await withProgress(
        call.terminal,
        'Writing the backup',
        () =>
          createBackup(operations, operator, (bytes) =>
            writeNewFile(
              file,
              counting(bytes, (size) => {
                written += size;
              }),
            ),
          ),
        () => `${Math.round(written / 1_048_576)} MB`,
      );
      const { epoch, revision, auditHead, createdAt } = header;
      const peppers = header.peppers.map(({ id }) => id);
      const text = [
        `${file} is a backup as of change ${revision}.`,
        `It is of use only with the ${peppers.length === 1 ? 'pepper' : 'peppers'} ${peppers.join(', ')} of ` +
          `${call.config.pepperFile}, not in the backup: keep a copy of that file in another place.`,
        `Head of its audit log: ${auditHead}`,
      ];
      const json = { file, createdAt, revision: `${epoch}-${revision}`, auditHead, peppers };
      return { json, text: text.join('\n') };
    });
  },
});

async function* counting(bytes: AsyncIterable<Uint8Array>, count: (size: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    count(chunk.length);
    yield chunk;
  }
}
