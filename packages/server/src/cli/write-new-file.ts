import { createWriteStream } from 'node:fs';
import { access, open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ChaveiroError } from '../domain/errors.ts';

/** Throws `invalid_request` when there is something of this name already: nothing is ever written over. */
export async function checkIsNewFile(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw new ChaveiroError('invalid_request', `${path} exists already: name a new file.`, { field: 'FILE' });
}

/**
 * Writes a file that only its owner can read. It gets its name once it is whole and on the disk; until
 * then it is called `{path}.part`, and a failure leaves nothing behind.
 */
export async function writeNewFile(path: string, chunks: AsyncIterable<string | Uint8Array>): Promise<void> {
  const part = `${path}.part`;
  try {
    await pipeline(Readable.from(chunks), createWriteStream(part, { mode: 0o600, flags: 'w' }));
    const handle = await open(part, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await checkIsNewFile(path);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof ChaveiroError || !(error instanceof Error && 'syscall' in error)) throw error;
    throw new ChaveiroError('invalid_request', `${path} cannot be written: ${error.message}.`, { field: 'FILE' });
  }
}
