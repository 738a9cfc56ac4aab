import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, tmpdir, totalmem, type } from 'node:os';
import { repositoryFolder } from '../../test/support/repository.ts';

/** What a reader has to know of the machine, as name and value. */
export function describeMachine(): [string, string][] {
  return [
    ['CPU', `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`],
    ['Memory', `${Math.round(totalmem() / 2 ** 30)} GiB`],
    ['System', `${distribution()}${type()} ${release()}`],
    ['Databases on', `${tmpdir()} (${fileSystemOf(tmpdir())})`],
    ['Node', `${process.version}, SQLite ${process.versions.sqlite}, OpenSSL ${process.versions.openssl}`],
  ];
}

/** The commit that was measured, and whether files differ from it. */
export function describeCommit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repositoryFolder, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
  return git('rev-parse', '--short=12', 'HEAD') + (changed ? ', with changes that are not committed' : '');
}

function distribution(): string {
  try {
    const name = /^PRETTY_NAME="(.+)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
    return name === undefined ? '' : `${name}, `;
  } catch {
    return '';
  }
}

/** Committing to a file system in memory costs nothing, so the kind matters. */
function fileSystemOf(folder: string): string {
  try {
    return execFileSync('stat', ['-f', '-c', '%T', folder], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown file system';
  }
}
