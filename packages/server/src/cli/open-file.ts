import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
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

/** Its lines. The reader is made when somebody reads: one that nobody listens to yet loses them. */
export async function* linesOf(bytes: Readable): AsyncGenerator<string> {
  yield* createInterface({ input: bytes, crlfDelay: Number.POSITIVE_INFINITY });
}
