import type { DiskLevel } from '../domain/disk-space.ts';

/** What is known of the room on the database's disk. */
export interface DiskWatch {
  /** `null` until somebody looked. */
  level(): DiskLevel | null;
}
