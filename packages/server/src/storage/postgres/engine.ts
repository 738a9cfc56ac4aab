import { createStorage } from '../queries/create-storage.ts';
import { checkMigrated, findCurrent, runMigrations } from '../queries/migrate.ts';
import type { StorageEngine } from '../storage.ts';
import { checkMayMigrate, checkServer } from './check-server.ts';
import { connect } from './connect.ts';
import { examinePostgres } from './examine.ts';
import { migrations } from './migrations.ts';

/** An arbitrary number that only our migrations lock. */
const migrationLock = 4_242_008_420;

/** PostgreSQL, named `postgres://…` as `pg` understands it. */
export const postgresEngine: StorageEngine = {
  async migrate(url) {
    const connections = connect(url, { lockTimeoutMs: 0, statementTimeoutMs: 0 });
    try {
      await checkServer(connections.write);
      // A role that owns no table and may create none can run a database that another role keeps up to date.
      const current = await findCurrent(connections.write, migrations);
      if (current !== undefined) return { applied: [], current };
      await checkMayMigrate(connections.write);
      return await runMigrations(connections.write, {
        migrations,
        lock: `SELECT pg_advisory_xact_lock(${migrationLock})`,
        createTable: `CREATE TABLE IF NOT EXISTS schema_migrations (
          name text COLLATE "C" PRIMARY KEY,
          applied_at bigint NOT NULL
        )`,
      });
    } finally {
      await connections.close();
    }
  },

  async open(url, { sealer, lockTimeoutMs = 2_000, statementTimeoutMs = 5_000, directUrl = null }) {
    const connections = connect(url, { lockTimeoutMs, statementTimeoutMs, directUrl });
    try {
      await checkServer(connections.read);
      await checkMigrated(connections.read, migrations);
    } catch (error) {
      await connections.close();
      throw error;
    }
    return createStorage(connections, { sealer });
  },
  examine: examinePostgres,
};
