import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder that only its owner can enter, and those above it that are missing.
 *
 * Node has an option for that, `recursive`, which never returns (26.10) where the system refuses to
 * make a folder although the one above it exists, as in /proc.
 *
 * Throws an error that names the folder that could not be made.
 *
 * @param path absolute
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process that starts at the same time may have been faster.
    if (isFolder(path)) return;
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`the folder ${path} cannot be made (${code})`, { cause: error });
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
