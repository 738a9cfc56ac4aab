import { readFile } from 'node:fs/promises';
import { ChaveiroError } from '../domain/errors.ts';

/** Reads a file of JSON. Throws `invalid_request` when there is none or it is not JSON, and quotes nothing of it. */
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
    throw new ChaveiroError('invalid_request', `${path} is not JSON: ${reasonOf(error)}.`, { field: 'FILE' });
  }
}

/** What the parser says, without the piece of the file that it quotes: some files hold tokens. */
function reasonOf(error: unknown): string {
  return String((error as SyntaxError).message).replace(/, (\.\.\.)?".*"(\.\.\.)? is not valid JSON$/su, '');
}
