import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type RunningProcess, startProcess } from '../../test/support/processes.ts';
import { repositoryFolder } from '../../test/support/repository.ts';
import { onCore } from './pinning.ts';

const run = promisify(execFile);

/** Where the programs are that run as a process of their own. */
export const processFolder = join(repositoryFolder, 'bench/processes');

function command(core: number, file: string, input: unknown): [string, string[]] {
  const script = join(processFolder, file);
  return onCore(core, process.execPath, ['--conditions=source', script, JSON.stringify(input)]);
}

/** Runs one of our programs to its end, in a fresh process on one core, and reads its answer from standard output. */
export async function runProcess<T>(core: number, file: string, input: unknown): Promise<T> {
  const [program, args] = command(core, file, input);
  const { stdout } = await run(program, args, { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as T;
}

/** Starts one of our programs that runs until it is stopped. */
export function startNode(core: number, file: string, input: unknown): RunningProcess {
  const [program, args] = command(core, file, input);
  return startProcess(program, args);
}

/** What the parent handed over. */
export function readInput<T>(): T {
  return JSON.parse(process.argv[2] ?? 'null') as T;
}
