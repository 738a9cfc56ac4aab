import { randomBytes } from 'node:crypto';
import { link, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isSameMac } from './domain/audit-chain.ts';
import { ChaveiroError } from './domain/errors.ts';
import { checkValueOf, type Pepper, Peppers, parsePeppers } from './domain/pepper.ts';
import { makeFolder } from './make-folder.ts';
import type { PepperRegistry } from './storage/storage.ts';

/** The peppers, and what an operator should hear about their file. */
export interface OpenedPeppers {
  readonly peppers: Peppers;
  readonly warnings: readonly string[];
}

/**
 * Reads the pepper file and checks it against the database. Makes it, with mode 0600, only for a
 * database that has never had a pepper.
 *
 * The file is whole and on the disk before the database hears of it: a process that ends in between
 * leaves a file that the next start takes up. Of several processes that start at once, one makes the
 * file and one pepper gets into the database; who has another one does not start.
 *
 * Of several peppers in the file, the last one that the database knows is the current one; lines that
 * it does not know are not used.
 *
 * Throws `pepper_missing` when the file lacks a pepper that the database knows, has another secret
 * under its id, or cannot be read.
 */
export async function openPeppers(file: string, registry: PepperRegistry): Promise<OpenedPeppers> {
  const isNew = (await registry.listPeppers()).length === 0;
  const inFile = (await readPeppers(file)) ?? (isNew ? await makePepperFile(file) : []);
  const newest = inFile.at(-1);
  if (isNew && newest !== undefined) {
    await registry.insertFirstPepper({ id: newest.id, checkValue: checkValueOf(newest) });
  }
  const known = await registry.listPeppers();
  for (const { id, checkValue } of known) {
    const pepper = inFile.find((each) => each.id === id);
    if (pepper === undefined)
      throw lacking(file, `The database needs the pepper "${id}", and ${file} does not have it.`);
    if (!isSameMac(checkValueOf(pepper), checkValue)) {
      throw lacking(file, `The pepper "${id}" in ${file} is not the one that the database was made with.`);
    }
  }
  const current = inFile.findLast((pepper) => known.some(({ id }) => id === pepper.id));
  if (current === undefined) throw lacking(file, `${file} has no line with a pepper.`);
  return { peppers: new Peppers(inFile, current.id), warnings: await warningsAbout(file) };
}

/** A pepper for a database in memory, which is gone with it. */
export async function makePepperInMemory(registry: PepperRegistry): Promise<OpenedPeppers> {
  const pepper = { id: 'memory', secret: randomBytes(32) };
  await registry.insertFirstPepper({ id: pepper.id, checkValue: checkValueOf(pepper) });
  return { peppers: new Peppers([pepper], pepper.id), warnings: [] };
}

function lacking(file: string, what: string): ChaveiroError {
  return new ChaveiroError(
    'pepper_missing',
    `${what} Without it no token can be recognised. Put back the pepper file of this installation, from a backup or ` +
      `from another server of it, as ${file}, or set CHAVEIRO_PEPPER_FILE to where it is.`,
  );
}

/** The peppers in the file; `undefined` when there is no such file. Throws `pepper_missing` when it cannot be read. */
export async function readPeppers(file: string): Promise<Pepper[] | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw new ChaveiroError('pepper_missing', `The pepper file ${file} cannot be read: ${String(error)}`);
  }
  const peppers = parsePeppers(text);
  if (!('badLine' in peppers)) return peppers;
  // Never the line itself: it may be a secret with a typing error.
  throw new ChaveiroError(
    'pepper_missing',
    `Line ${peppers.badLine} of the pepper file ${file} is not an id of its own, a colon, and at least 64 hexadecimal digits.`,
  );
}

/** Makes the file, or reads the one that another process made in the meantime. */
async function makePepperFile(file: string): Promise<Pepper[]> {
  try {
    makeFolder(dirname(file));
  } catch (error) {
    throw new ChaveiroError(
      'pepper_missing',
      `The pepper file ${file} cannot be made: ${(error as Error).message}.`,
      {},
      error,
    );
  }
  const line = `${randomBytes(4).toString('hex')}:${randomBytes(32).toString('hex')}\n`;
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(line);
    await handle.sync();
    // Unlike a rename, a link refuses to replace a file; and nobody ever reads half of one.
    await link(draft, file).catch((error: unknown) => {
      if (!isErrno(error, 'EEXIST')) throw error;
    });
  } finally {
    await handle.close();
    await unlink(draft);
  }
  await syncDirectory(dirname(file));
  return (await readPeppers(file)) ?? [];
}

/** The name of a new file is safe only once its directory is. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function warningsAbout(file: string): Promise<string[]> {
  const { mode } = await stat(file);
  if ((mode & 0o077) === 0) return [];
  return [`Other users of this machine can read or write the pepper file ${file}. Run: chmod 600 ${file}`];
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
