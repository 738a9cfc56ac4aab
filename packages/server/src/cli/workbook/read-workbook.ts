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
  const texts = unpackArchive(await readWithin(path), limits).filter(({ name }) => /\.(xml|rels)$/i.test(name));
  if (texts.some(({ content }) => content.includes('<!DOCTYPE') || content.includes('<!ENTITY'))) {
    throw new ChaveiroError('invalid_request', `${path} declares entities, which no workbook has to.`, {
      field: 'FILE',
    });
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of zipArchive(texts.map(asArchived))) chunks.push(chunk);
  // Imported here, so that no other command waits for it. Of its entries the one for every platform loads one library beside
  // itself, `fflate`; the one for Node would let four more at the file.
  const { default: readXlsxFile } = await import('read-excel-file/universal');
  try {
    const sheets = await readXlsxFile(new Blob([Buffer.concat(chunks)]), { trim: false });
    return sheets.map(({ sheet, data }) => ({ name: sheet, cells: data }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ChaveiroError('invalid_request', `${path} is no workbook that can be read: ${reason}`, { field: 'FILE' });
  }
}

function asArchived({ name, content }: UnpackedFile) {
  return { name, chunks: [content.toString('utf8')] };
}

async function readWithin(path: string): Promise<Buffer> {
  let size: number;
  try {
    size = (await stat(path)).size;
    if (size <= mostPackedBytes) return await readFile(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(error);
    throw new ChaveiroError('invalid_request', `${path} cannot be read: ${reason}.`, { field: 'FILE' });
  }
  throw new ChaveiroError('invalid_request', `${path} has ${size} bytes; at most ${mostPackedBytes} are read.`, {
    field: 'FILE',
  });
}
