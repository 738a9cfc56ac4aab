import { jsonLine } from '../../domain/json-line.ts';
import { exportAuditEvents } from '../../operations/audit/export-audit-events.ts';
import { exportWholeLog } from '../../operations/audit/export-whole-log.ts';
import { auditFilters, auditOptions } from '../audit-options.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { operator } from '../operator.ts';
import { withProgress } from '../progress.ts';
import { withInstallation } from '../with-installation.ts';
import { checkIsNewFile, writeNewFile } from '../write-new-file.ts';

export const auditExport = defineCommand({
  name: 'audit export',
  summary: 'Writes events into a file, oldest first, one JSON document a line',
  parameter: { name: 'FILE', description: 'a new file' },
  options: auditOptions,
  settings: 'installation',
  notes: [
    'Without options it is the whole log, with a line also for an event whose content retention erased: numbers have no ' +
      'gap. Such an export can be given to "chaveiro restore --revocations".',
    'Who exports is logged.',
  ],
  examples: [
    'chaveiro audit export /var/backups/audit-2026-03-01.jsonl',
    'chaveiro audit export march.jsonl --account lojaverde --from 2026-03-01 --to 2026-04-01',
  ],
  run: async (call) => {
    const { parameter: file, options } = call;
    await checkIsNewFile(file);
    return withInstallation(call, async (operations) => {
      const isWhole = Object.values(options).every((value) => value === undefined);
      const pages = isWhole
        ? await exportWholeLog(operations, operator)
        : await exportAuditEvents(operations, operator, options.account ?? null, auditFilters(options));
      let events = 0;
      async function* lines(): AsyncGenerator<string> {
        for await (const page of pages) {
          events += page.length;
          yield page.map(jsonLine).join('');
        }
      }
      await withProgress(
        call.terminal,
        'Exporting events',
        () => writeNewFile(file, lines()),
        () => counted(events, 'event'),
      );
      return { json: { file, events, isWhole }, text: `${file} has ${counted(events, 'event')}.` };
    });
  },
});
