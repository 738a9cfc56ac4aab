import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { ChaveiroError } from '../../domain/errors.ts';
import { zipArchive } from '../../operations/spreadsheet/zip-archive.ts';
import { type UnpackedFile, unpackArchive } from './unpack-archive.ts';

/** A sheet of a workbook: texts, numbers, dates and what is empty, row by row. */
export interface ReadSheet {
  readonly name: string;
  readonly cells: readonly (readonly unknown[])[];
}

const mostPackedBytes = 16 * 1024 * 1024;
const limits = { files: 200, bytes: 64 * 1024 * 1024 };

/**
 * The sheets of an XLSX file.
 *
 * The library that reads them unpacks whatever it is given. So it is given an archive of our own, with the texts of the
 * file and nothing else, after these were unpacked within limits: there is no second opinion on what the archive holds.
 *
 * Throws `invalid_request` when there is no such file, it is none of this kind, or larger than is read here.
 */
export async function readWorkbook(path: string): Promise<ReadSheet[]> {
  const bytes = await readWithin(path);
  checkIsNoOldWorkbook(path, bytes);
  const files = unpackArchive(bytes, limits);
  checkIsXlsx(path, files);
  const texts = files.filter(({ name }) => /\.(xml|rels)$/i.test(name)).map((file) => readText(path, file));
  if (texts.some(({ text }) => text.includes('<!DOCTYPE') || text.includes('<!ENTITY'))) {
    throw refused(`${path} declares entities, which no workbook has to.`);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of zipArchive(texts.map(asArchived))) chunks.push(chunk);
  const readXlsxFile = await loadReader();
  try {
    const sheets = await readXlsxFile(new Blob([Buffer.concat(chunks)]), { trim: false });
    return sheets.map(({ sheet, data }) => ({ name: sheet, cells: data }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refused(`${path} is no workbook that can be read: ${reason}`);
  }
}

function refused(detail: string): ChaveiroError {
  return new ChaveiroError('invalid_request', detail, { field: 'FILE' });
}

const saveAsXlsx = 'open it, and save it as an Excel workbook (.xlsx)';

/** How a compound file begins, in which old workbooks are, and new ones that have a password (MS-CFB, section 2.2). */
const compoundFile = Buffer.from('d0cf11e0a1b11ae1', 'hex');

function checkIsNoOldWorkbook(path: string, bytes: Buffer): void {
  if (!bytes.subarray(0, compoundFile.length).equals(compoundFile)) return;
  throw refused(`${path} is an old workbook (.xls), or has a password: ${saveAsXlsx} without one.`);
}

/** Other workbooks are archives, too. */
function checkIsXlsx(path: string, files: readonly UnpackedFile[]): void {
  const mimeType = files.find(({ name }) => name === 'mimetype')?.content.toString('latin1') ?? '';
  if (mimeType.includes('opendocument')) throw refused(`${path} is an OpenDocument file (.ods): ${saveAsXlsx}.`);
  if (files.some(({ name }) => /^xl\/workbook\.bin$/i.test(name))) {
    throw refused(`${path} is a binary workbook (.xlsb): ${saveAsXlsx}.`);
  }
  if (files.some(({ name }) => /\.iwa$/i.test(name))) {
    throw refused(`${path} is a document of Numbers: export it as an Excel workbook (.xlsx).`);
  }
}

interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** Refuses what is not in UTF-8, in which others would read something else. */
function readText(path: string, { name, content }: UnpackedFile): TextFile {
  try {
    return { name, text: readReferences(path, new TextDecoder('utf-8', { fatal: true }).decode(content)) };
  } catch (error) {
    if (error instanceof ChaveiroError) throw error;
    throw refused(`${path} is not in UTF-8: ${saveAsXlsx}.`);
  }
}

const lastOfSixteenBits = 0xffff;
const lastCodePoint = 0x10ffff;

/**
 * Puts the characters themselves where the file refers to them by numbers above U+FFFF, which the library would cut to 16
 * bits: another character, without a word. Other references stay, for some of them stand for what would be markup.
 */
function readReferences(path: string, xml: string): string {
  return xml.replace(/<!\[CDATA\[.*?\]\]>|&#(?:([0-9]+)|x([0-9a-f]+));/gis, (found, decimal?: string, hex?: string) => {
    if (decimal === undefined && hex === undefined) return found;
    const codePoint = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    // https://www.w3.org/TR/xml/#charsets
    const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
    if (codePoint === 0 || codePoint > lastCodePoint || isSurrogate) {
      throw refused(`${path} refers to a character that there is none of: ${found.slice(0, 20)}`);
    }
    return codePoint > lastOfSixteenBits ? String.fromCodePoint(codePoint) : found;
  });
}

function asArchived({ name, text }: TextFile) {
  return { name, chunks: [text] };
}

/**
 * The library, which no other command and no server loads. Of its entries the one for every platform loads one library beside
 * itself, `fflate`; the one for Node would let four more at the file. It can be left out when Chaveiro is installed.
 */
async function loadReader() {
  try {
    return (await import('read-excel-file/universal')).default;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const detail =
      'The reader of workbooks is not installed: it is an optional package, which --omit=optional leaves out. ' +
      `Run "npm install read-excel-file@${readerVersion()}" beside Chaveiro, then this command again.`;
    throw new ChaveiroError('invalid_request', detail, { field: 'FILE' }, error);
  }
}

/** The version that was tested, as the package names it. */
function readerVersion(): string {
  const { optionalDependencies } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  return optionalDependencies['read-excel-file'];
}

async function readWithin(path: string): Promise<Buffer> {
  let size: number;
  try {
    size = (await stat(path)).size;
    if (size <= mostPackedBytes) return await readFile(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(error);
    throw refused(`${path} cannot be read: ${reason}.`);
  }
  throw refused(`${path} has ${size} bytes; at most ${mostPackedBytes} are read.`);
}
