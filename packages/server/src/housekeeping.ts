/** What a running server does by itself from time to time. A failure is logged, and the next time comes. */
import type { Installation } from './compose.ts';
import { type DiskLevel, diskLevel } from './domain/disk-space.ts';
import type { Logger } from './observability/logger.ts';
import { eraseOldEvents } from './operations/audit/erase-old-events.ts';
import type { OperationContext } from './operations/context.ts';
import { expireLinks } from './operations/links/expire-links.ts';
import type { DatabaseDisk, DiskState, Storage } from './storage/storage.ts';

/** What is known of the room on the database's disk, and looks again. */
export interface WatchedDisk {
  readonly state: () => DiskState | null;
  readonly level: () => DiskLevel | null;
  readonly look: () => Promise<void>;
}

/** Looks at the room on the database's disk, keeps the reserve for revocations, and warns when it becomes scarce. */
export function watchDisk(disk: DatabaseDisk, logger: Logger): WatchedDisk {
  let state: DiskState | null = null;
  const level = () => (state === null ? null : state.isReserveWhole ? diskLevel(state.freeBytes) : 'exhausted');
  return {
    state: () => state,
    level,
    async look() {
      const before = level();
      try {
        state = await disk.look();
      } catch (error) {
        logger.warn({ err: error }, "the room on the database's disk could not be looked at");
        return;
      }
      const now = level();
      if (now === before) return;
      if (now === 'scarce') logger.warn(state, "room on the database's disk becomes scarce");
      else if (now === 'exhausted') logger.error(state, "the database's disk is as good as full: make room");
      else if (before !== null) logger.info(state, "there is room on the database's disk again");
    },
  };
}

/** Logs the newest link of the audit chain: a cut tail shows when a logged head is missing from the chain. */
export async function logAuditHead(storage: Storage, logger: Logger): Promise<void> {
  try {
    const head = await storage.audit.findAuditHead();
    if (head === undefined) return;
    logger.info({ auditHead: `${head.revision}:${Buffer.from(head.mac).toString('hex')}` }, 'head of the audit log');
  } catch (error) {
    logger.warn({ err: error }, 'the head of the audit log could not be read');
  }
}

/** Erases the tokens in links that expired unopened: nobody can get them any more. */
export async function eraseExpiredLinks(context: OperationContext, logger: Logger): Promise<void> {
  try {
    const links = await expireLinks(context);
    if (links > 0) logger.info({ links }, 'links expired unopened, and what they held was erased');
  } catch (error) {
    logger.warn({ err: error }, 'expired links could not be erased; the next attempt follows');
  }
}

/** Erases what is older than the installation wants to keep. */
export async function applyRetention({ config, operations }: Installation, logger: Logger): Promise<void> {
  if (config.auditRetentionDays === null) return;
  try {
    const erased = await eraseOldEvents(operations, config.auditRetentionDays);
    if (erased > 0) logger.info({ erased }, 'old events were erased from the audit log');
  } catch (error) {
    logger.warn({ err: error }, 'old events could not be erased from the audit log');
  }
}

/** Erases what kept answers hold of secrets, and answers that nobody can ask for again. */
export async function eraseKeptAnswers(storage: Storage, logger: Logger): Promise<void> {
  try {
    await storage.eraseKeptAnswers();
  } catch (error) {
    logger.warn({ err: error }, 'kept answers could not be erased; the next attempt follows');
  }
}
