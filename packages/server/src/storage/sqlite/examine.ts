import { closeSync, existsSync, openSync, readSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { type Finding, ok, problem, warning } from '../../domain/finding.ts';
import { examineContents } from '../queries/examine.ts';
import type { Tables } from '../queries/tables.ts';
import type { Examination } from '../storage.ts';
import { connect } from './connect.ts';
import { databasePath } from './database-file.ts';
import { storageUnavailable } from './errors.ts';
import { migrations } from './migrations.ts';
import type { OpenMode } from './protocol.ts';

/** A check of a large file reads all of it. */
const examinationTimeoutMs = 600_000;

interface DatabaseFile {
  readonly path: string;
  readonly mode: number;
  /** Of its owner. */
  readonly uid: number;
}

/** What SQLite says about a file, and the system about where it lies. */
export interface SqliteFacts {
  readonly path: string;
  readonly version: string;
  /** Bytes 18 and 19 of the file are 2 in a database with a write-ahead log, https://www.sqlite.org/fileformat2.html. */
  readonly isWal: boolean;
  /** The file, and those that SQLite has beside it. */
  readonly files: readonly DatabaseFile[];
  /** 0 where there is none. */
  readonly walBytes: number;
  /** Type of the file system, as `statfs` has it. */
  readonly fileSystem: number;
  /** What `PRAGMA quick_check` complains about; empty for a sound file. */
  readonly damages: readonly string[];
  /** Tables with rows that refer to rows which are not there. */
  readonly danglingTables: readonly string[];
}

/** What `statfs` calls file systems on which SQLite's locks or its shared memory do not hold, from linux/magic.h. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9P'],
]);
const memoryFileSystems: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);

/** A log that no checkpoint empties: some reader holds an old state. */
const largeWalBytes = 256 * 1024 * 1024;

/**
 * Looks at a database file without touching it, nor leaving anything beside it.
 *
 * SQLite shares its log with whoever has the database open. Where there is none it would make one, and
 * leave it there as a file of whoever looks: a file that nobody has open is read as it is.
 */
export async function examineSqlite(url: string): Promise<Examination> {
  const path = databasePath(url);
  if (!existsSync(path)) throw storageUnavailable(new Error(`There is no file ${path}.`));
  const isOpen = () => existsSync(`${path}-wal`);
  if (isOpen()) return await examineFile(path, 'read-only');
  const examination = await examineFile(path, 'immutable');
  // Somebody opened it meanwhile: what was read may be of two states.
  return isOpen() ? await examineFile(path, 'read-only') : examination;
}

async function examineFile(path: string, mode: OpenMode): Promise<Examination> {
  const limits = { lockTimeoutMs: examinationTimeoutMs, statementTimeoutMs: examinationTimeoutMs };
  const connections = connect(path, { mode, ...limits });
  try {
    const findings = checkSqlite(await readFacts(path, connections.read));
    // What a damaged file says about its contents is not worth reading.
    if (findings.some(isDamage)) return { engine: 'sqlite', findings, facts: null };
    const { schema, facts } = await examineContents(connections, migrations);
    return { engine: 'sqlite', findings: [...findings, schema], facts };
  } finally {
    await connections.close();
  }
}

function isDamage({ check, status }: Finding): boolean {
  return check === 'file-sound' && status === 'problem';
}

async function readFacts(path: string, db: Kysely<Tables>): Promise<SqliteFacts> {
  const { rows: versions } = await sql<{ version: string }>`select sqlite_version() as version`.execute(db);
  const { rows: checked } = await sql<{ quick_check: string }>`pragma quick_check(10)`.execute(db);
  const damages = checked.map((row) => row.quick_check).filter((line) => line !== 'ok');
  // In a damaged file the rows that a reference asks for may not even be readable.
  const isReadable = damages.length === 0;
  const dangling = isReadable ? (await sql<{ table: string }>`pragma foreign_key_check`.execute(db)).rows : [];
  return {
    path,
    version: versions[0]?.version ?? '',
    isWal: hasWalHeader(path),
    files: filesOf(path),
    walBytes: statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    fileSystem: statfsSync(dirname(path)).type,
    damages,
    danglingTables: [...new Set(dangling.map((row) => row.table))],
  };
}

function filesOf(path: string): DatabaseFile[] {
  return [path, `${path}-wal`, `${path}-shm`].flatMap((file) => {
    const found = statSync(file, { throwIfNoEntry: false });
    return found === undefined ? [] : [{ path: file, mode: found.mode, uid: found.uid }];
  });
}

function hasWalHeader(path: string): boolean {
  const header = Buffer.alloc(20);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  return header[18] === 2 && header[19] === 2;
}

/** What an operator should hear of it. */
export function checkSqlite(facts: SqliteFacts): Finding[] {
  return [checkPlace(facts), checkFiles(facts), checkJournal(facts), checkSoundness(facts)];
}

function checkPlace({ path, version, fileSystem }: SqliteFacts): Finding {
  const network = networkFileSystems.get(fileSystem);
  if (network !== undefined) {
    return problem(
      'database',
      `${path} is on a network file system (${network}), where the locks of SQLite do not hold: it can be destroyed.`,
      'Move the data folder to a local disk, or use PostgreSQL.',
    );
  }
  if (memoryFileSystems.has(fileSystem)) {
    const detail = `${path} is in memory (tmpfs): it is gone when the machine restarts.`;
    return warning('database', detail, 'Move the data folder to a disk.');
  }
  return ok('database', `${path} can be read, with SQLite ${version}.`);
}

function checkFiles({ files }: SqliteFacts): Finding {
  const open = files.find(({ mode }) => (mode & 0o077) !== 0);
  if (open !== undefined) {
    const detail = `Other users of this machine can read or write ${open.path}.`;
    return problem('file-modes', detail, `Run: chmod 600 ${open.path}`);
  }
  const foreign = files.find(({ uid }) => uid !== files[0]?.uid);
  if (foreign !== undefined) {
    const detail = `${foreign.path} belongs to another user than the database: a command was run as somebody else than the server.`;
    return problem('file-modes', detail, 'Give all files of the data folder to the user of the server.');
  }
  return ok('file-modes', 'Only their owner can read the files of the database.');
}

function checkJournal({ isWal, walBytes }: SqliteFacts): Finding {
  if (!isWal) {
    const detail = 'The file has no write-ahead log: readers and writers would wait for one another.';
    return problem('journal', detail, 'Start the server, or run chaveiro migrate: both set it again.');
  }
  if (walBytes > largeWalBytes) {
    const detail = `The write-ahead log has ${Math.round(walBytes / 1024 / 1024)} MiB and is not emptied.`;
    return warning(
      'journal',
      detail,
      'Look for a process that keeps the database open, and end it or restart the server.',
    );
  }
  return ok('journal', 'The file has a write-ahead log of normal size.');
}

function checkSoundness({ path, damages, danglingTables }: SqliteFacts): Finding {
  if (damages.length > 0) {
    return problem(
      'file-sound',
      `SQLite finds the file damaged: ${damages.slice(0, 3).join('; ')}.`,
      `Stop the server, keep a copy of ${path} and of the files beside it, and restore the last backup (docs/guides/backup-and-restore.md).`,
    );
  }
  if (danglingTables.length > 0) {
    return problem(
      'file-sound',
      `Rows of ${danglingTables.join(', ')} refer to rows that are not there.`,
      'Something changed the database outside Chaveiro: run chaveiro audit verify, and restore the last backup.',
    );
  }
  return ok('file-sound', 'SQLite finds the file sound (quick_check), and every reference has its row.');
}
