import { chainStart } from '../../domain/audit-chain.ts';
import { type Finding, ok, problem } from '../../domain/finding.ts';
import type { Peppers } from '../../domain/pepper.ts';
import type { DatabaseFacts } from '../../storage/storage.ts';
import { checkContent, checkPlace, type Head } from '../audit/check-entry.ts';

/** Checks the end of the audit log: each of the newest entries against the one before it and against its content. */
export function checkNewestEvents(
  peppers: Peppers,
  { newestEntries, revision }: Pick<DatabaseFacts, 'newestEntries' | 'revision'>,
): Finding {
  const complaints: string[] = [];
  const report = (_kind: string, _revision: number, detail: string) => void complaints.push(detail);
  const [first] = newestEntries;
  let head: Head = { revision: 0, mac: chainStart };
  // What came before the first one is not read, so its place in the chain is taken for granted.
  const entries = first === undefined || first.revision === 1 ? newestEntries : newestEntries.slice(1);
  if (first !== undefined && first.revision !== 1) head = first;
  for (const entry of entries) {
    checkContent(entry, report);
    checkPlace(peppers, entry, head, report);
    head = entry;
  }
  if (head.revision !== revision) {
    complaints.push(`The newest entry is of change ${head.revision}, and the last change is ${revision}.`);
  }
  if (complaints.length > 0) {
    const detail = `The audit log is not as it was recorded: ${complaints.slice(0, 3).join(' ')}`;
    return problem(
      'audit-log',
      detail,
      'Run chaveiro audit verify for all of it, and find out who can write to the database.',
    );
  }
  return ok(
    'audit-log',
    `The end of the log is as it was recorded, ${entries.length} events looked at. For all: chaveiro audit verify`,
  );
}
