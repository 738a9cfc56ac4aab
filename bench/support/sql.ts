import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

export type Row = Record<string, unknown>;

/** A connection of the benchmark's own, beside Chaveiro. */
export interface Sql {
  readonly version: string;
  /** `?` stands for the next value. */
  run(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** What PostgreSQL's autovacuum would do by itself a minute later, and nobody does for SQLite. */
  refreshStatistics(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a database by the address that `CHAVEIRO_DATABASE_URL` takes. */
export function openSql(url: string): Promise<Sql> {
  return url.startsWith('sqlite:') ? openSqlite(url.slice('sqlite:'.length)) : openPostgres(url);
}

/** With the durability that Chaveiro has: every commit is on the disk. */
async function openSqlite(file: string): Promise<Sql> {
  const database = new DatabaseSync(file);
  // Rows in no order, in ten indexes, are written again and again where few pages fit into memory.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -262144');
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  return {
    version: `SQLite ${process.versions.sqlite}`,
    run: async (text, values = []) => {
      const statement = statements.get(text) ?? database.prepare(text);
      statements.set(text, statement);
      return statement.all(...(values as string[])) as Row[];
    },
    refreshStatistics: async () => undefined,
    close: async () => database.close(),
  };
}

async function openPostgres(url: string): Promise<Sql> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const names = new Map<string, string>();
  const shown = await client.query<{ server_version: string }>('SHOW server_version');
  return {
    version: `PostgreSQL ${shown.rows[0]?.server_version}`,
    run: async (text, values = []) => {
      const name = names.get(text) ?? `statement_${names.size}`;
      names.set(text, name);
      let place = 0;
      const numbered = text.replaceAll('?', () => `$${++place}`);
      return (await client.query<Row>({ name, text: numbered, values: [...values] })).rows;
    },
    refreshStatistics: async () => {
      await client.query('VACUUM ANALYZE');
    },
    close: () => client.end(),
  };
}
