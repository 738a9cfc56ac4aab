import { closeSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { ChaveiroError } from '../../domain/errors.ts';
import { makeFolder } from '../../make-folder.ts';
import type { OpenMode } from './protocol.ts';

const scheme = 'sqlite:';

/** The absolute path of `sqlite:{path}`; throws `invalid_request` for another address. */
export function databasePath(url: string): string {
  const path = url.startsWith(scheme) ? url.slice(scheme.length) : '';
  if (path === '') {
    throw new ChaveiroError('invalid_request', 'A SQLite database is named like "sqlite:./data/chaveiro.db".');
  }
  return resolve(path);
}

/** Makes an empty file that only its owner can read, and its folder, where they are missing. SQLite gives its other files the same mode. */
export function createDatabaseFile(path: string): void {
  makeFolder(dirname(path));
  closeSync(openSync(path, 'a', 0o600));
}

/** A new database changes to WAL while nobody else writes: whoever opens it waits for those who migrate it. */
const openingTimeoutMs = 5_000;

/**
 * Opens a database that exists, or in memory a new one: after an accident to the file, an empty one in its place would
 * answer every question with "unknown".
 */
export function openDatabase(path: string, mode: OpenMode, busyTimeoutMs: number): DatabaseSync {
  if (mode === 'memory') return new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
  const url = pathToFileURL(path);
  url.searchParams.set('mode', mode === 'read-write' ? 'rw' : 'ro');
  if (mode === 'immutable') url.searchParams.set('immutable', '1');
  const database = new DatabaseSync(url, { timeout: openingTimeoutMs, enableForeignKeyConstraints: true });
  if (mode !== 'read-write') return database;
  // What is erased, such as the token in an opened link, is overwritten and not only forgotten.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  return database;
}
