import { readFile } from 'node:fs/promises';
import { ChaveiroError } from '../domain/errors.ts';

/** Reads a file of JSON. Throws `invalid_request` when there is none or it is not JSON. */
export async function readJsonFile(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(error);
    throw new ChaveiroError('invalid_request', `${path} cannot be read: ${reason}.`, { field: 'FILE' });
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ChaveiroError('invalid_request', `${path} is not JSON: ${reason}`, { field: 'FILE' });
  }
}
