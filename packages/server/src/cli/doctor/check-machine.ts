import { accessSync, type BigIntStatsFs, constants, type Stats, statfsSync, statSync } from 'node:fs';
import type { Config } from '../../config.ts';
import { diskLevel } from '../../domain/disk-space.ts';
import { type Finding, ok, problem, warning } from '../../domain/finding.ts';

/** The oldest Node that has everything Chaveiro needs; the same as `engines` in package.json. */
const oldestNode = [24, 7] as const;

const mebibyte = 1024n * 1024n;

/** What Chaveiro stands on: Node, the data folder, the disk below it, the pepper file. */
export function checkMachine({ dataDir, pepperFile }: Pick<Config, 'dataDir' | 'pepperFile'>): Finding[] {
  const folder = lookAt(dataDir);
  return [
    checkNode(process.versions.node),
    checkFolder(dataDir, folder),
    ...(typeof folder === 'object' ? [checkDisk(dataDir, statfsSync(dataDir, { bigint: true }))] : []),
    ...checkPepperMode(pepperFile, lookAt(pepperFile)),
  ];
}

/** What is there, `undefined` when nothing is, or why that cannot be told. */
function lookAt(path: string): Stats | string | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return (error as Error).message;
  }
}

/** The system's code for why something may not be done to what is there; `null` when it may. */
function reasonAgainst(path: string, mode: number): string | null {
  try {
    accessSync(path, mode);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

const asItsUser = 'Run the doctor as the user of the server.';

/** @param version such as `26.10.0` */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const oldest = oldestNode.join('.');
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    return problem('node', `This is Node ${version}.`, `Install Node ${oldest} or later.`);
  }
  // Odd versions are given up after half a year, and get no more repairs.
  if (major % 2 === 1) {
    return warning(
      'node',
      `This is Node ${version}, a version that is not supported for long.`,
      'Use an even version.',
    );
  }
  return ok('node', `This is Node ${version}.`);
}

export function checkFolder(
  path: string,
  found: ReturnType<typeof lookAt>,
  whyNotWritable = reasonAgainst(path, constants.W_OK),
): Finding {
  if (typeof found === 'string') return problem('data-folder', `${path} cannot be looked at: ${found}.`, asItsUser);
  if (found === undefined) return warning('data-folder', `There is no folder ${path}.`, 'The first start makes it.');
  if (!found.isDirectory()) {
    return problem('data-folder', `${path} is no folder.`, 'Set CHAVEIRO_DATA_DIR to another path.');
  }
  if ((found.mode & 0o022) !== 0) {
    const detail = `Other users of this machine can put files into ${path}, and take them out.`;
    return problem('data-folder', detail, `Run: chmod 700 ${path}`);
  }
  if (whyNotWritable === 'EROFS') {
    const detail = `${path} is on a file system that is mounted read only: nothing can be changed.`;
    return problem(
      'data-folder',
      detail,
      'Find out why (dmesg says when a disk failed), and mount it to be written to.',
    );
  }
  if (whyNotWritable !== null) {
    const detail = `The user of this command may not write to ${path} (${whyNotWritable}).`;
    return problem('data-folder', detail, asItsUser);
  }
  return ok('data-folder', `Only its owner can write to ${path}.`);
}

export function checkDisk(path: string, { bavail, bsize }: Pick<BigIntStatsFs, 'bavail' | 'bsize'>): Finding {
  const free = bavail * bsize;
  const detail = `${free / mebibyte} MiB are free on the disk of ${path}.`;
  const remedy =
    'Make room, or move the data folder. A full disk stops every change but those that take access away, and no decision.';
  const level = diskLevel(Number(free));
  if (level === 'exhausted') return problem('disk', detail, remedy);
  return level === 'scarce' ? warning('disk', detail, remedy) : ok('disk', detail);
}

function checkPepperMode(path: string, found: ReturnType<typeof lookAt>): Finding[] {
  if (found === undefined) return [];
  if (typeof found === 'string') return [problem('pepper-mode', `${path} cannot be looked at: ${found}.`, asItsUser)];
  if ((found.mode & 0o077) !== 0) {
    const detail = `Other users of this machine can read or write the pepper file ${path}.`;
    return [problem('pepper-mode', detail, `Run: chmod 600 ${path}`)];
  }
  return [ok('pepper-mode', `Only its owner can read ${path}.`)];
}
