import { inflateRawSync } from 'node:zlib';
import { ChaveiroError } from '../../domain/errors.ts';

/** A file of an archive. */
export interface UnpackedFile {
  readonly name: string;
  readonly content: Buffer;
}

/** What an archive may come to: one that was made to grow is refused before it does. */
export interface ArchiveLimits {
  readonly files: number;
  /** Of all files together, unpacked. */
  readonly bytes: number;
}

// Signatures and places of fields: the ZIP specification of PKWARE (APPNOTE 6.3), sections 4.3.7, 4.3.12 and 4.3.16.
const localHeader = 0x04034b50;
const directoryHeader = 0x02014b50;
const directoryEnd = 0x06054b50;
const endLength = 22;
const longestComment = 0xffff;

/**
 * The files of a ZIP archive, as its directory lists them. Sizes that the archive states are not believed: each file is
 * unpacked into what is left of the limit, and no further.
 *
 * Throws `invalid_request` for what is no such archive, is encrypted, or is more than the limits allow.
 */
export function unpackArchive(archive: Buffer, limits: ArchiveLimits): UnpackedFile[] {
  const files: UnpackedFile[] = [];
  let left = limits.bytes;
  let at = 0;
  try {
    const end = findEnd(archive);
    const count = archive.readUInt16LE(end + 10);
    if (count > limits.files) throw refused(`has more than ${limits.files} files in it`);
    at = archive.readUInt32LE(end + 16);
    for (let i = 0; i < count; i++) {
      if (archive.readUInt32LE(at) !== directoryHeader) throw refused('is damaged');
      const nameLength = archive.readUInt16LE(at + 28);
      const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
      const content = unpackEntry(archive, at, left);
      left -= content.length;
      files.push({ name, content });
      at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    }
  } catch (error) {
    if (error instanceof ChaveiroError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw refused(`unpacks to more than ${limits.bytes} bytes`);
    }
    throw refused('is damaged');
  }
  return files;
}

function refused(what: string): ChaveiroError {
  return new ChaveiroError('invalid_request', `The workbook ${what}.`, { field: 'FILE' });
}

function findEnd(archive: Buffer): number {
  const first = Math.max(0, archive.length - endLength - longestComment);
  for (let at = archive.length - endLength; at >= first; at--) {
    if (archive.readUInt32LE(at) === directoryEnd) return at;
  }
  throw refused('is no XLSX file');
}

function unpackEntry(archive: Buffer, at: number, left: number): Buffer {
  const isEncrypted = (archive.readUInt16LE(at + 8) & 1) === 1;
  if (isEncrypted) throw refused('is encrypted: save it without a password');
  const method = archive.readUInt16LE(at + 10);
  const packedBytes = archive.readUInt32LE(at + 20);
  const header = archive.readUInt32LE(at + 42);
  if (archive.readUInt32LE(header) !== localHeader) throw refused('is damaged');
  const begin = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const packed = archive.subarray(begin, begin + packedBytes);
  if (packed.length !== packedBytes) throw refused('is damaged');
  if (method === 8) return inflateRawSync(packed, { maxOutputLength: Math.max(1, left) });
  if (method !== 0) throw refused('is packed in a way that is not read here: open and save it again');
  if (packed.length > left) throw refused('unpacks to more than is read here');
  return packed;
}
