import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { requireProgram } from '../../test/support/programs.ts';

const taskset = requireProgram('taskset');

/** Whether what is measured and what drives it each have a core of their own. */
export const isPinned = taskset.skip === false && availableParallelism() > 1;

/** The core of what is measured, and the core of what drives it. */
export const serverCore = 0;
export const clientCore = 1;

/** The command that runs another one on one core, where the system can do that. */
export function onCore(core: number, program: string, args: readonly string[]): [string, string[]] {
  return isPinned ? [taskset.path, ['-c', String(core), program, ...args]] : [program, [...args]];
}

/**
 * CPU time that a process has used so far, all threads, user and system, in microseconds; `null`
 * where the system does not tell. Its unit is 10 ms, so measure over seconds.
 */
export function readCpuUs(pid: number): number | null {
  try {
    // The second field is the program's name, which may contain spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  } catch {
    return null;
  }
}

/** Moves a running process, with all its threads, to one core. */
export function moveToCore(core: number, pid: number): void {
  if (isPinned) execFileSync(taskset.path, ['-a', '-c', '-p', String(core), String(pid)]);
}
