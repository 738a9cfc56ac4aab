import { randomBytes } from 'node:crypto';
import { open, stat, statfs, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DiskReserve } from '../queries/create-storage.ts';
import type { DatabaseDisk } from '../storage.ts';

/**
 * As much as the log grows to before SQLite writes it back into the file and begins it anew (1,000 pages of 4 KiB): from
 * then on a change needs next to no room.
 */
const reserveBytes = 4 * 1024 * 1024;

const chunkBytes = 256 * 1024;

/** A file of no use beside the database. Whoever finds it and needs room for a revocation may cut it. */
export function createDiskReserve(databasePath: string, wholeBytes = reserveBytes): DiskReserve & DatabaseDisk {
  const path = `${databasePath}-reserve`;

  const size = async () => (await stat(path).catch(() => undefined))?.size ?? 0;

  /** Grows the file as far as there is room. Random, for zeros take no room on some disks. */
  async function fill(bytes: number): Promise<void> {
    try {
      const file = await open(path, 'a', 0o600);
      try {
        for (let left = bytes - (await size()); left > 0; left -= chunkBytes) {
          await file.write(randomBytes(Math.min(left, chunkBytes)));
        }
      } finally {
        await file.close();
      }
    } catch {
      // No room, or not to be written to: what there is has to do.
    }
  }

  return {
    async lend(work) {
      const before = await size();
      if (before > 0) await truncate(path, 0);
      try {
        return await work();
      } finally {
        // At once, before others use the room up.
        await fill(before);
      }
    },

    async look() {
      await fill(wholeBytes);
      const { bavail, bsize } = await statfs(dirname(path));
      const reserve = await size();
      return { freeBytes: bavail * bsize, reserveBytes: reserve, isReserveWhole: reserve >= wholeBytes };
    },
  };
}
