import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from '../support/repository.ts';

/** A mistake of a few lines that somebody could make, and the test that has to notice it. */
export interface Fault {
  readonly name: string;
  /** Absolute path of the patch. */
  readonly file: string;
  /** The rule or check that it breaks. */
  readonly breaks: string;
  /** The mistake, in words. */
  readonly mistake: string;
  /** Test file, relative to the repository. */
  readonly testFile: string;
  /** Part of the title of the test or suite in it; `null` for all of the file. */
  readonly testTitle: string | null;
}

const patchFolder = join(repositoryFolder, 'test/faults/patches');

/** All faults, by name. Throws for a patch whose header does not say what it has to. */
export function readFaults(): Fault[] {
  return readdirSync(patchFolder)
    .filter((name) => name.endsWith('.patch'))
    .sort()
    .map((name) => {
      const file = join(patchFolder, name);
      const header = readFileSync(file, 'utf8').split('\ndiff --git ')[0] ?? '';
      const field = (label: string) => {
        const value = new RegExp(`^${label}: (.+)$`, 'm').exec(header)?.[1];
        if (value === undefined) throw new Error(`${name} has no line "${label}: …" before its diff`);
        return value;
      };
      const [testFile = '', testTitle = null] = field('Caught by').split(' › ');
      return {
        name: name.replace(/\.patch$/, ''),
        file,
        breaks: field('Breaks'),
        mistake: field('Mistake'),
        testFile,
        testTitle,
      };
    });
}

/** Applies a fault to a folder, takes it back, or only checks that it would apply; answers git's complaint, if any. */
export function applyFault(fault: Fault, folder: string, how: 'apply' | 'undo' | 'check'): string | null {
  const options = { apply: [], undo: ['--reverse'], check: ['--check'] }[how];
  const { status, stderr, error } = spawnSync('git', ['apply', ...options, fault.file], {
    cwd: folder,
    encoding: 'utf8',
    // The copy in a temporary folder belongs to no repository, whatever is above it.
    env: { ...process.env, GIT_CEILING_DIRECTORIES: join(folder, '..') },
  });
  return status === 0 ? null : (error?.message ?? stderr);
}
