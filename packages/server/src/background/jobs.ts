/** Everything that a running server does by itself. */
import { eraseOldEvents } from '../operations/audit/erase-old-events.ts';
import type { OperationContext } from '../operations/context.ts';
import { expireLinks } from '../operations/links/expire-links.ts';
import { eraseOldUses } from '../operations/usage/erase-old-uses.ts';
import type { UsageWriter } from '../operations/usage/usage-writer.ts';
import type { Storage } from '../storage/storage.ts';
import type { WatchedDisk } from './disk-watch.ts';
import type { Job } from './job.ts';

const secondMs = 1_000;
const hourMs = 3_600 * secondMs;

export interface JobsOptions {
  readonly operations: OperationContext;
  readonly auditRetentionDays: number | null;
  readonly usageWriter: UsageWriter;
  readonly usageIntervalMs: number;
  /** Writes the failed attempts of the minutes that are over into the audit log. */
  readonly writeFailures: () => Promise<void>;
  /** Where the database is on a disk of this machine. */
  readonly disk: WatchedDisk | null;
}

export function jobsOf(options: JobsOptions): readonly Job[] {
  const { operations, auditRetentionDays, usageWriter, usageIntervalMs, writeFailures, disk } = options;
  const { storage, clock } = operations;
  const jobs: Job[] = [
    {
      ...{ name: 'erase-expired-links', everyMs: 600 * secondMs, needsLease: true },
      says: 'links expired unopened, and what they held was erased',
      run: async () => toldIfAny('links', await expireLinks(operations)),
    },
    {
      ...{ name: 'erase-kept-answers', everyMs: 30 * secondMs, needsLease: true },
      says: 'what kept answers held of secrets was erased',
      run: async () => toldIfAny('answers', await storage.eraseIdempotencyRecords()),
    },
    {
      ...{ name: 'erase-old-use', everyMs: hourMs, needsLease: true },
      says: 'old counts of use were erased',
      run: async () => void (await eraseOldUses(storage.usage, clock())),
    },
    {
      // A cut tail of the audit log shows when a head is missing from the chain that some server has logged.
      ...{ name: 'log-audit-head', everyMs: hourMs, needsLease: false },
      says: 'head of the audit log',
      run: () => auditHead(storage),
    },
    {
      ...{ name: 'write-use', everyMs: usageIntervalMs, needsLease: false },
      says: 'use of keys was written',
      run: async () => void (await usageWriter.flush()),
    },
    {
      ...{ name: 'write-failures', everyMs: 5 * secondMs, needsLease: false },
      says: 'failed attempts were written into the audit log',
      run: async () => void (await writeFailures()),
    },
  ];
  if (auditRetentionDays !== null) {
    jobs.push({
      ...{ name: 'erase-old-events', everyMs: hourMs, needsLease: true },
      says: 'old events were erased from the audit log',
      run: async () => toldIfAny('erased', await eraseOldEvents(operations, auditRetentionDays)),
    });
  }
  if (disk !== null) {
    jobs.push({
      ...{ name: 'look-at-the-disk', everyMs: 10 * secondMs, needsLease: false },
      says: "the room on the database's disk was looked at",
      run: async () => void (await disk.look()),
    });
  }
  return jobs;
}

function toldIfAny(what: string, count: number): Readonly<Record<string, number>> | undefined {
  return count === 0 ? undefined : { [what]: count };
}

async function auditHead(storage: Storage): Promise<{ readonly auditHead: string } | undefined> {
  const head = await storage.audit.findAuditHead();
  if (head === undefined) return undefined;
  return { auditHead: `${head.revision}:${Buffer.from(head.mac).toString('hex')}` };
}
