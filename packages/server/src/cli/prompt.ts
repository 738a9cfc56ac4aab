import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Terminal } from './terminal.ts';

/**
 * Asks on standard error, so that standard output stays the command's own, and reads one line.
 *
 * @param isSecret does not show what is typed
 */
export async function ask(terminal: Terminal, question: string, isSecret = false): Promise<string> {
  let isMuted = false;
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!isMuted) process.stderr.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: terminal.stdin, output, terminal: true });
  try {
    const answer = lines.question(question);
    isMuted = isSecret;
    return await answer;
  } finally {
    lines.close();
    if (isSecret) process.stderr.write('\n');
  }
}
