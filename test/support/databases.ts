import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import pg from 'pg';
import { Installation } from './chaveiro.ts';
import { createPostgresDatabase } from './postgres-server.ts';

/** The engines, for tests that hold for both. */
export const engines = ['sqlite', 'postgres'] as const;
export type Engine = (typeof engines)[number];

/** A new installation on a new database of the engine. */
export async function createInstallation(engine: Engine, settings: Record<string, string> = {}): Promise<Installation> {
  const isSqlite = engine === 'sqlite';
  return new Installation(isSqlite ? { settings } : { settings, databaseUrl: await createPostgresDatabase() });
}

export type SqlValue = string | number | Uint8Array;
export type Row = Record<string, unknown>;

/** Runs one statement with `?` for values and answers its rows. */
export type Execute = (sql: string, ...values: SqlValue[]) => Promise<Row[]>;

/** Goes behind Chaveiro's back: does what somebody could do who has the database and not the pepper. */
export async function withDatabase<T>(installation: Installation, work: (execute: Execute) => Promise<T>): Promise<T> {
  const url = installation.settings.CHAVEIRO_DATABASE_URL;
  if (url === undefined) {
    // A server that runs on it may be writing.
    const database = new DatabaseSync(installation.databaseFile, { timeout: 10_000 });
    try {
      return await work(async (sql, ...values) => database.prepare(sql).all(...(values as SQLInputValue[])));
    } finally {
      database.close();
    }
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(async (sql, ...values) => {
      let n = 0;
      const numbered = sql.replaceAll('?', () => `$${++n}`);
      return (await client.query<Row>(numbered, values)).rows;
    });
  } finally {
    await client.end();
  }
}
