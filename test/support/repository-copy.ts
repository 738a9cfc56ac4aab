import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from './repository.ts';
import { makeTempFolder } from './temp-folder.ts';

/** Copies parts of the repository, without what was installed or built, to a folder that may be changed; answers it. */
export function copyRepository(parts: readonly string[]): string {
  const folder = makeTempFolder();
  for (const part of parts) {
    cpSync(join(repositoryFolder, part), join(folder, part), {
      recursive: true,
      filter: (path) => !/\/(node_modules|dist)$/.test(path),
    });
  }
  linkDependencies(folder);
  symlinkSync(join(folder, 'packages/engine'), join(folder, 'node_modules/@chaveiro/engine'));
  symlinkSync(join(folder, 'packages/server'), join(folder, 'node_modules/chaveiro'));
  return folder;
}

/**
 * Gives a folder the repository's dependencies, but not its own packages: one link for each, for
 * through a single link to all of them our packages would be found in the original.
 */
export function linkDependencies(folder: string): void {
  const dependencies = join(repositoryFolder, 'node_modules');
  mkdirSync(join(folder, 'node_modules/@chaveiro'), { recursive: true });
  for (const name of readdirSync(dependencies)) {
    if (name === 'chaveiro' || name === '@chaveiro') continue;
    symlinkSync(join(dependencies, name), join(folder, 'node_modules', name));
  }
}
