import { type DiskLevel, diskLevel } from '../domain/disk-space.ts';
import type { Logger } from '../observability/logger.ts';
import type { DatabaseDisk, DiskState } from '../storage/storage.ts';

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
