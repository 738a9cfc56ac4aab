const mebibyte = 1024 * 1024;

/** Room on the disk of a database, and how soon somebody has to make more. */
export type DiskLevel = 'ok' | 'scarce' | 'exhausted';

/** @param freeBytes what may be written */
export function diskLevel(freeBytes: number): DiskLevel {
  if (freeBytes < 100 * mebibyte) return 'exhausted';
  return freeBytes < 1024 * mebibyte ? 'scarce' : 'ok';
}
