import { type Kysely, sql } from 'kysely';
import { ChaveiroError } from '../../domain/errors.ts';
import type { Tables } from '../queries/tables.ts';
import { readRights, wantForTables, wantForUse } from './rights.ts';

/** The oldest version that PostgreSQL itself still repairs. */
export const oldestVersion = 15;

/** Throws, with what has to be done, for a server on which what we promise would not hold. */
export async function checkServer(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ version: string; encoding: string; synchronous: string; fsync: string }>`
    select
      current_setting('server_version_num') as version,
      current_setting('server_encoding') as encoding,
      current_setting('synchronous_commit') as synchronous,
      current_setting('fsync') as fsync
  `.execute(db);
  const [server] = rows;
  if (server === undefined) throw new Error('A select without a table answers one row.');
  const version = Math.floor(Number(server.version) / 10_000);
  if (version < oldestVersion) {
    throw unfit(`PostgreSQL ${version} is too old: Chaveiro needs ${oldestVersion} or newer.`);
  }
  if (server.encoding !== 'UTF8') {
    throw unfit(`The database has the encoding ${server.encoding}: create one with ENCODING 'UTF8'.`);
  }
  if (server.synchronous === 'off' || server.fsync === 'off') {
    const setting = server.fsync === 'off' ? 'fsync' : 'synchronous_commit';
    throw unfit(`PostgreSQL runs with ${setting} = off: a revoked key could come back after a crash. Set it to on.`);
  }
}

/** Throws, with what has to be granted, when the role may not make the tables that are missing, or use those that are there. */
export async function checkMayMigrate(db: Kysely<Tables>): Promise<void> {
  const rights = await readRights(db);
  const want = wantForTables(rights) ?? wantForUse(rights);
  if (want !== null) throw unfit(`${want.detail} ${want.remedy}`);
}

function unfit(detail: string): ChaveiroError {
  return new ChaveiroError('storage_unavailable', detail);
}
