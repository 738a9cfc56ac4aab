import { verifyAuditLog } from '../../operations/audit/verify-audit-log.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { withProgress } from '../progress.ts';
import { withInstallation } from '../with-installation.ts';

export const auditVerify = defineCommand({
  name: 'audit verify',
  summary: 'Checks the audit log for edited, removed, inserted and reordered events',
  options: {
    head: {
      takes: 'HEAD',
      description: 'a head that was printed or logged before, as revision:mac; it has to be in the chain still',
    },
  },
  settings: 'installation',
  notes: [
    'The events are a chain of MACs under a key that only the pepper file gives. A tail that was cut off leaves a sound ' +
      'chain: it shows by a head that was noted before, and a server logs its head when it starts and every hour.',
  ],
  examples: [
    'chaveiro audit verify',
    'chaveiro audit verify --head 4711:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  ],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const found = await withProgress(call.terminal, 'Checking the audit log', () =>
        verifyAuditLog(operations, { expectedHead: call.options.head }),
      );
      const head = found.head === null ? null : `${found.head.revision}:${found.head.mac}`;
      const isSound = found.problems.length === 0;
      const lines = [
        isSound
          ? `The audit log is sound: ${counted(found.entries, 'event')}.`
          : `The audit log was changed outside Chaveiro. ${counted(found.entries, 'event')}, ${counted(found.problemCount, 'problem')}:`,
        ...found.problems.map((problem) => `  change ${problem.revision}: ${problem.detail} (${problem.kind})`),
      ];
      if (found.erased !== null) {
        const { entries, untilRevision } = found.erased;
        lines.push(`Retention erased the contents of ${counted(entries, 'event')}, up to change ${untilRevision}.`);
      }
      if (head !== null) lines.push(`Head: ${head}`);
      return { json: { ok: isSound, ...found }, text: lines.join('\n'), isNegative: !isSound };
    }),
});
