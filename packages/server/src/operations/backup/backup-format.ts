/**
 * The file of a backup: lines of JSON, compressed by gzip (RFC 1952). The first line is the header,
 * each of the next a row as `[table, {column: value}]`, and the last one the number of rows and the
 * SHA-256 of all lines before it. It does not depend on the engine: bytes are `{"$bytes": base64}`.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { ChaveiroError } from '../../domain/errors.ts';
import type { BackupValue, KnownPepper, TableRows } from '../../storage/storage.ts';

/** The first line of a backup. */
export interface BackupHeader {
  readonly epoch: string;
  readonly revision: number;
  /** The newest migration of the schema. */
  readonly migration: string;
  /** The newest entry of the audit log, `{revision}:{mac in hex}`. */
  readonly auditHead: string | null;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly peppers: readonly KnownPepper[];
}

const formatVersion = 1;
const rowsPerBatch = 500;

/** The bytes of a backup file. */
export async function* writeBackup(header: BackupHeader, tables: AsyncIterable<TableRows>): AsyncGenerator<Uint8Array> {
  const gzip = createGzip();
  const written = pipeline(Readable.from(backupLines(header, tables)), gzip);
  // Whoever reads sees the failure as an error of what is read.
  written.catch(() => {});
  yield* gzip;
  await written;
}

async function* backupLines(header: BackupHeader, tables: AsyncIterable<TableRows>): AsyncGenerator<string> {
  const digest = createHash('sha256');
  const peppers = header.peppers.map(({ id, checkValue }) => ({ id, checkValue: encode(checkValue) }));
  let lines = `${JSON.stringify({ chaveiroBackup: formatVersion, ...header, peppers })}\n`;
  let count = 0;
  digest.update(lines);
  yield lines;
  for await (const { table, rows } of tables) {
    lines = rows.map((row) => `${JSON.stringify([table, mapValues(row, encode)])}\n`).join('');
    count += rows.length;
    digest.update(lines);
    yield lines;
  }
  yield `${JSON.stringify({ end: true, rows: count, sha256: digest.digest('hex') })}\n`;
}

/** A backup that is being read. */
export interface OpenBackup {
  readonly header: BackupHeader;
  /** Rejects at the end unless the file was whole and is what was written. */
  readonly rows: AsyncIterable<TableRows>;
}

/** Reads the header of a backup, and its rows on demand. Throws `invalid_request` for what is no backup of this version. */
export async function openBackup(bytes: AsyncIterable<Uint8Array>): Promise<OpenBackup> {
  const lines = readLines(bytes)[Symbol.asyncIterator]();
  const first = await lines.next();
  const header = parseHeader(first.done === true ? '' : first.value);
  return { header, rows: readRows(first.value as string, lines) };
}

/** Reads a backup to its end and answers its header. Throws `invalid_request` unless it is whole and what was written. */
export async function checkBackup(bytes: AsyncIterable<Uint8Array>): Promise<BackupHeader> {
  const { header, rows } = await openBackup(bytes);
  for await (const _ of rows);
  return header;
}

function parseHeader(line: string): BackupHeader {
  const { chaveiroBackup, peppers, ...header } = parseLine(line) as unknown as BackupHeader & {
    chaveiroBackup?: unknown;
    peppers: { id: string; checkValue: unknown }[];
  };
  if (chaveiroBackup !== formatVersion) {
    throw new ChaveiroError('invalid_request', 'The file is no backup, or one of another version of Chaveiro.', {
      field: 'FILE',
    });
  }
  return {
    ...header,
    peppers: peppers.map(({ id, checkValue }) => ({ id, checkValue: decode(checkValue) as Uint8Array })),
  };
}

async function* readRows(header: string, lines: AsyncIterator<string>): AsyncGenerator<TableRows> {
  const digest = createHash('sha256').update(`${header}\n`);
  let count = 0;
  let batch: { table: string; rows: Record<string, BackupValue>[] } | undefined;
  for (let next = await lines.next(); ; next = await lines.next()) {
    if (next.done === true) throw damaged();
    const line = parseLine(next.value);
    if (!Array.isArray(line)) {
      if (batch !== undefined) yield batch;
      const { end, rows, sha256 } = line as { end?: unknown; rows?: unknown; sha256?: unknown };
      if (end !== true || rows !== count || sha256 !== digest.digest('hex')) throw damaged();
      // What follows the end belongs to nobody.
      if ((await lines.next()).done !== true) throw damaged();
      return;
    }
    digest.update(`${next.value}\n`);
    count += 1;
    const [table, row] = line as [string, Record<string, unknown>];
    if (batch !== undefined && (batch.table !== table || batch.rows.length === rowsPerBatch)) {
      yield batch;
      batch = undefined;
    }
    batch ??= { table, rows: [] };
    batch.rows.push(mapValues(row, decode));
  }
}

async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const gunzip = createGunzip();
  const read = pipeline(Readable.from(bytes), gunzip);
  read.catch(() => {});
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  try {
    for await (const chunk of gunzip) {
      const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    // What the reader of the lines threw comes by here as well.
    throw error instanceof ChaveiroError ? error : damaged(error);
  }
  if (rest !== '') throw damaged();
}

function parseLine(line: string): object {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // Said below.
  }
  throw damaged();
}

function damaged(cause?: unknown): ChaveiroError {
  return new ChaveiroError('invalid_request', 'The file is damaged, cut off, or no backup.', { field: 'FILE' }, cause);
}

function mapValues<A, B>(row: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, map(value)]));
}

function encode(value: BackupValue): unknown {
  return value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString('base64') } : value;
}

function decode(value: unknown): BackupValue {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'object' && '$bytes' in value)
    return new Uint8Array(Buffer.from(String(value.$bytes), 'base64'));
  throw damaged();
}
