import { Readable } from 'node:stream';
import type { Environment } from '../config.ts';
import { run } from './run.ts';

/** What a command line came to. */
export interface Captured {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, with an environment and a standard input of its own. */
export async function runCaptured(
  argv: readonly string[],
  env: Environment = {},
  input: string | NodeJS.ReadableStream = '',
): Promise<Captured> {
  const out: string[] = [];
  const err: string[] = [];
  const status = await run(argv, {
    env,
    stdin: typeof input === 'string' ? Readable.from([input]) : input,
    write: (text) => void out.push(text),
    prompt: (text) => void err.push(text),
    warn: (line) => void err.push(`${line}\n`),
    style: (_format, text) => text,
  });
  return { status, stdout: out.join(''), stderr: err.join('') };
}
