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
async function readPasswordLine(terminal: Terminal, { isNew }: { isNew: boolean }): Promise<string> {
  if (terminal.stdin.isTTY === true) return chosenOf(await ask(terminal, passwordQuestions(isNew)));
  const [password, ...more] = await readLines(terminal);
  if (password === undefined || more.length > 0) {
    throw new ChaveiroError('invalid_request', 'Hand the password over on standard input, as one line.');
  }
  return password;
}

/**
 * Reads a set-up link and a password: both from people, without showing them, or as the two lines of
 * standard input. A link that was given as the argument `url` is not asked for. Throws `invalid_request`.
 */
export async function readLinkAndPassword(
  terminal: Terminal,
  url: string,
  { isNew }: { isNew: boolean },
): Promise<{ readonly link: string; readonly password: string }> {
  if (url !== '') return { link: url, password: await readPasswordLine(terminal, { isNew }) };
  if (terminal.stdin.isTTY === true) {
    const linkQuestion = { text: 'Link (not shown): ', isSecret: true } as const;
    const [link = '', ...passwords] = await ask(terminal, [linkQuestion, ...passwordQuestions(isNew)]);
    return { link: link.trim(), password: chosenOf(passwords) };
  }
  const [link, password, ...more] = await readLines(terminal);
  if (link === undefined || password === undefined || more.length > 0) {
    const detail = 'Without URL, hand over two lines on standard input: the link, then the password.';
    throw new ChaveiroError('invalid_request', detail);
  }
  return { link: link.trim(), password };
}

function passwordQuestions(isNew: boolean) {
  const first = { text: 'Password (not shown): ', isSecret: true } as const;
  return isNew ? [first, { text: 'The same again: ', isSecret: true } as const] : [first];
}

/** The password, typed once, or twice alike. */
function chosenOf([password = '', again = password]: readonly string[]): string {
  if (again === password) return password;
  throw new ChaveiroError('invalid_request', 'The two are not the same, so nothing was done.');
}

/** The lines of standard input; none is empty, whatever follows the last one. */
async function readLines(terminal: Terminal): Promise<string[]> {
  const text = (await readAll(terminal.stdin)).replace(/\r?\n$/, '');
  return text === '' ? [] : text.split(/\r?\n|\r/);
}
