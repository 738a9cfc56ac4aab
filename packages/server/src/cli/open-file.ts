import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ChaveiroError } from '../domain/errors.ts';

/** The bytes of a file that may be large. Throws `invalid_request` when there is no such file. */
export async function openFile(path: string, field: string): Promise<Readable> {
  try {
    return (await open(path, 'r')).createReadStream();
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(error);
    throw new ChaveiroError('invalid_request', `${path} cannot be read: ${reason}.`, { field });
  }
}

/** Its lines. A newline ends one and nothing else, unlike for `readline`: what an event says may hold other separators. */
export async function* linesOf(bytes: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const text of bytes.setEncoding('utf8')) {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
