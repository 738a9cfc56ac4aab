import { pipeline, Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A file of an archive. Its size need not be known before it is written, and is below 4 GiB. */
export interface ArchivedFile {
  readonly name: string;
  readonly chunks: Iterable<string> | AsyncIterable<string>;
}

/** What the directory at the end says of a file. */
interface Entry {
  readonly name: Buffer;
  /** Where its local header begins. */
  readonly offset: number;
  checksum: number;
  packedBytes: number;
  bytes: number;
}

// Signatures and fields: the ZIP specification of PKWARE (APPNOTE 6.3), sections 4.3.7 to 4.3.16.
const localHeader = 0x04034b50;
const dataDescriptor = 0x08074b50;
const directoryHeader = 0x02014b50;
const directoryEnd = 0x06054b50;
const versionNeeded = 20;
/** Sizes and checksum follow the data (bit 3); names are UTF-8 (bit 11). */
const flags = 0x0808;
const deflated = 8;
/** The first day that the format knows: the same content gives the same archive. */
const date = 0x0021;

/**
 * Writes a ZIP archive, file after file, as fast as it is read and no faster. The compression runs in
 * Node's threads. Throws what `chunks` throw; then the archive is not whole, and no reader opens it.
 */
export async function* zipArchive(files: readonly ArchivedFile[]): AsyncGenerator<Uint8Array> {
  const entries: Entry[] = [];
  let offset = 0;
  for (const file of files) {
    const entry: Entry = { name: Buffer.from(file.name), offset, checksum: 0, packedBytes: 0, bytes: 0 };
    entries.push(entry);
    const header = fields(localHeader, [versionNeeded, flags, deflated, 0, date], [0, 0, 0], [entry.name.length, 0]);
    yield Buffer.concat([header, entry.name]);
    yield* deflate(file.chunks, entry);
    yield fields(dataDescriptor, [], [entry.checksum, entry.packedBytes, entry.bytes], []);
    offset += header.length + entry.name.length + entry.packedBytes + 16;
  }
  const directory = Buffer.concat(entries.flatMap((entry) => [directoryEntry(entry), entry.name]));
  yield directory;
  yield fields(directoryEnd, [0, 0, entries.length, entries.length], [directory.length, offset], [0]);
}

async function* deflate(chunks: ArchivedFile['chunks'], entry: Entry): AsyncGenerator<Uint8Array> {
  const deflater = createDeflateRaw();
  // What goes wrong with the source ends the deflater with the same error, and so the loop below;
  // who stops reading ends the source.
  pipeline(Readable.from(counted(chunks, entry)), deflater, () => {});
  for await (const packed of deflater as AsyncIterable<Buffer>) {
    entry.packedBytes += packed.length;
    yield packed;
  }
}

async function* counted(chunks: ArchivedFile['chunks'], entry: Entry): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk);
    entry.checksum = crc32(bytes, entry.checksum);
    entry.bytes += bytes.length;
    yield bytes;
  }
}

function directoryEntry({ name, offset, checksum, packedBytes, bytes }: Entry): Buffer {
  const kind = [versionNeeded, versionNeeded, flags, deflated, 0, date];
  const lengths = [name.length, 0, 0, 0, 0];
  return Buffer.concat([
    fields(directoryHeader, kind, [checksum, packedBytes, bytes], lengths),
    fields(0, [], [offset], []),
  ]);
}

/** A record of the format: little-endian numbers of 32, 16, 32 and 16 bits in turn. */
function fields(
  signature: number,
  before: readonly number[],
  numbers: readonly number[],
  after: readonly number[],
): Buffer {
  const record = Buffer.alloc(4 + before.length * 2 + numbers.length * 4 + after.length * 2);
  let at = record.writeUInt32LE(signature, 0);
  for (const value of before) at = record.writeUInt16LE(value, at);
  for (const value of numbers) at = record.writeUInt32LE(value, at);
  for (const value of after) at = record.writeUInt16LE(value, at);
  return record;
}
