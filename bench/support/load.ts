import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireProgram } from '../../test/support/programs.ts';
import { processFolder, runProcess } from './node-process.ts';
import { clientCore, onCore } from './pinning.ts';

const run = promisify(execFile);
const wrk = requireProgram('wrk');

/** What was sent, and how it was answered. */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface LoadOptions {
  /** A port of 127.0.0.1, or the path of a unix socket. */
  readonly target: number | string;
  /** Complete requests without bodies, one after another; they are sent in turn. */
  readonly requestsFile: string;
  readonly connections: number;
  readonly seconds: number;
}

/** By what a target is driven, for the report. */
export function generatorFor(target: LoadOptions['target']): 'wrk' | 'own' {
  return typeof target === 'number' && wrk.skip === false ? 'wrk' : 'own';
}

/** Drives a server from the other core, in a process of its own; throws when an answer was not 204. */
export async function applyLoad(options: LoadOptions): Promise<Load> {
  const load =
    generatorFor(options.target) === 'wrk'
      ? await runWrk(options)
      : await runProcess<Load>(clientCore, 'socket-load.ts', options);
  if (load.errors > 0) throw new Error(`${load.errors} of ${load.requests} requests were not answered as expected`);
  return load;
}

async function runWrk({ target, requestsFile, connections, seconds }: LoadOptions): Promise<Load> {
  const script = join(processFolder, 'wrk.lua');
  // An answer that is late on a busy machine is late, and no error.
  const flags = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--timeout', '30s', '-s', script];
  const [program, args] = onCore(clientCore, wrk.path, [...flags, `http://127.0.0.1:${target}`, '--', requestsFile]);
  const { stdout } = await run(program, args);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Load;
}
