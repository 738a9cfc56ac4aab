import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program is, and what to tell the test runner: `describe(title, { skip: program.skip }, …)`. */
export interface Program {
  readonly path: string;
  readonly skip: string | false;
}

const required = new Set((process.env.CHAVEIRO_REQUIRE ?? '').split(',').map((name) => name.trim()));

/** Daemons live in sbin, which the PATH of an ordinary user often lacks. */
const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];

/**
 * Looks for a program that npm does not bring, first under the other names that do the same. Without it the tests that need it are skipped, out
 * loud; a name in `CHAVEIRO_REQUIRE` (separated by commas) turns the skip into a failure.
 */
export function requireProgram(name: string, ...preferred: readonly string[]): Program {
  for (const path of [...preferred, name].flatMap((each) => folders.map((folder) => join(folder, each)))) {
    try {
      accessSync(path, constants.X_OK);
      return { path, skip: false };
    } catch {
      // Not in this folder.
    }
  }
  if (required.has(name)) throw new Error(`${name} is not installed, and CHAVEIRO_REQUIRE asks for it`);
  return { path: name, skip: `${name} is not installed: install it to run these tests` };
}
