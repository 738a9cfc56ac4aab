import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Milliseconds from the start of a process to its first line on standard output, which it writes once it is ready.
 * The process is ended as a test would end it, and waited for. Throws when it ends by itself.
 */
export async function timeToFirstLine(program: string, args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(program, args, { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  let [output, errors] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ready = new Promise<number>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('\n')) resolve(performance.now() - startedAt);
    });
    child.on('error', reject);
    child.on('close', () => reject(new Error(`${program} ${args.join(' ')} ended:\n${output}${errors}`)));
  });
  try {
    return await ready;
  } finally {
    child.kill();
    await closed;
  }
}
