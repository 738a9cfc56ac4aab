import { createStorage } from '../queries/create-storage.ts';
import { checkMigrated, runMigrations } from '../queries/migrate.ts';
import type { Storage, StorageEngine, StorageOptions } from '../storage.ts';
import { connect } from './connect.ts';
import { createDatabaseFile, databasePath } from './database-file.ts';
import { examineSqlite } from './examine.ts';
import { migrations } from './migrations.ts';

/** A migration of a large database, and the wait for one that another process runs. */
const migrationTimeoutMs = 600_000;

const plan = {
  migrations,
  createTable: `CREATE TABLE IF NOT EXISTS schema_migrations (
    name TEXT PRIMARY KEY,
    applied_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
};

/** A migrated database in memory, which is gone with the process, or when it is closed. */
export async function openSqliteInMemory({
  sealer,
  lockTimeoutMs = 2_000,
  statementTimeoutMs = 5_000,
}: StorageOptions): Promise<Storage> {
  const connections = connect(':memory:', { lockTimeoutMs, statementTimeoutMs, mode: 'memory' });
  try {
    await runMigrations(connections.write, plan);
  } catch (error) {
    await connections.close();
    throw error;
  }
  return createStorage(connections, { sealer });
}

/** SQLite: one file beside the server, named `sqlite:{path}`. */
export const sqliteEngine: StorageEngine = {
  async migrate(url) {
    const path = databasePath(url);
    createDatabaseFile(path);
    const connections = connect(path, { lockTimeoutMs: migrationTimeoutMs, statementTimeoutMs: migrationTimeoutMs });
    try {
      return await runMigrations(connections.write, plan);
    } finally {
      await connections.close();
    }
  },

  async open(url, { sealer, lockTimeoutMs = 2_000, statementTimeoutMs = 5_000 }) {
    const connections = connect(databasePath(url), { lockTimeoutMs, statementTimeoutMs });
    try {
      await checkMigrated(connections.read, migrations);
    } catch (error) {
      await connections.close();
      throw error;
    }
    return createStorage(connections, { sealer });
  },
  examine: examineSqlite,
};
