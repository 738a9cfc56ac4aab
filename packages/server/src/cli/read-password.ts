import { text as readAll } from 'node:stream/consumers';
import { ChaveiroError } from '../domain/errors.ts';
import { ask } from './prompt.ts';
import type { Terminal } from './terminal.ts';

/**
 * Reads a password from people, without showing it, or as the one line of standard input; never from
 * arguments, which every process of the machine can see. Throws `invalid_request`.
 *
 * @param isNew whether people have to type it twice, for what they cannot see they may mistype
 */
export async function readPasswordLine(terminal: Terminal, { isNew }: { isNew: boolean }): Promise<string> {
  if (terminal.stdin.isTTY === true) {
    const questions = [
      { text: 'Password (not shown): ', isSecret: true },
      { text: 'The same again: ', isSecret: true },
    ] as const;
    const [password = '', again] = await ask(terminal, isNew ? questions : questions.slice(0, 1));
    if (again === undefined || again === password) return password;
    throw new ChaveiroError('invalid_request', 'The two are not the same, so nothing was done.');
  }
  const password = (await readAll(terminal.stdin)).replace(/\r?\n$/, '');
  if (password === '' || /[\r\n]/.test(password)) {
    throw new ChaveiroError('invalid_request', 'Hand the password over on standard input, as one line.');
  }
  return password;
}
