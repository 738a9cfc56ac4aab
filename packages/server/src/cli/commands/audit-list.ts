import type { AuditEventView } from '../../operations/audit/audit-event-view.ts';
import { listAuditEvents } from '../../operations/audit/list-audit-events.ts';
import { auditFilters, auditOptions } from '../audit-options.ts';
import { defineCommand } from '../command.ts';
import { moreLines, pageOptions } from '../list-options.ts';
import { operator } from '../operator.ts';
import { pageLimit } from '../option-values.ts';
import { table } from '../table.ts';
import { withInstallation } from '../with-installation.ts';

export const auditList = defineCommand({
  name: 'audit list',
  summary: 'Lists events, newest first',
  options: { ...auditOptions, ...pageOptions },
  settings: 'installation',
  notes: [
    'Without --account: the events of all accounts and of the installation. --json shows before and after, and what the subject was called.',
  ],
  examples: [
    'chaveiro audit list --account lojaverde --from 2026-03-01',
    'chaveiro audit list --action credential.failed --json',
  ],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const { account = null, limit, cursor } = call.options;
      const filters = auditFilters(call.options);
      const page = await listAuditEvents(operations, operator, {
        account,
        ...filters,
        limit: pageLimit(limit),
        cursor,
      });
      const heading = ['CHANGE', 'TIME (UTC)', 'ACTION', 'ACTOR', 'FROM', 'ACCOUNT', 'SUBJECT'];
      const lines = [table(heading, page.items.map(eventRow), 'No such event.'), ...moreLines(page)];
      return { json: page, text: lines.join('\n') };
    }),
});

function eventRow(event: AuditEventView): string[] {
  const { id, at, action, actor, source, account, subject } = event;
  const time = at.slice(0, 19).replace('T', ' ');
  const from = source?.address ?? source?.channel ?? '-';
  return [String(id), time, action, actor ?? '-', from, account ?? '-', subject];
}
