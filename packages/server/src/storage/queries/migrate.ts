import { CompiledQuery, type Kysely, sql } from 'kysely';
import { ChaveiroError } from '../../domain/errors.ts';
import type { MigrationResult } from '../storage.ts';
import type { Tables } from './tables.ts';

/** One step of the schema. The name is the file's. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
  /** Fills what the statements made, where SQL alone cannot. */
  readonly fill?: (tx: Kysely<Tables>) => Promise<void>;
}

interface MigrateOptions {
  readonly migrations: readonly Migration[];
  /** The statement that creates `schema_migrations` where it is missing, in the engine's types. */
  readonly createTable: string;
  /** A statement that keeps other processes out until the transaction ends, where its begin does not. */
  readonly lock?: string;
}

/**
 * Applies what is missing, in one transaction under the lock: a failure, or a crash, leaves the
 * schema as it was. Throws `schema_too_new` when the database has a migration that is not known here.
 */
export async function runMigrations(db: Kysely<Tables>, options: MigrateOptions): Promise<MigrationResult> {
  return await db.transaction().execute(async (tx) => {
    if (options.lock !== undefined) await sql.raw(options.lock).execute(tx);
    await sql.raw(options.createTable).execute(tx);
    const done = await listApplied(tx);
    const missing = missingMigrations(done, options.migrations);
    for (const migration of missing) {
      for (const statement of migration.statements) await tx.executeQuery(CompiledQuery.raw(statement));
      await migration.fill?.(tx);
      await tx.insertInto('schema_migrations').values({ name: migration.name, applied_at: Date.now() }).execute();
    }
    const current = options.migrations.at(-1);
    if (current === undefined) throw new Error('An engine has at least one migration.');
    return { applied: missing.map((migration) => migration.name), current: current.name };
  });
}

/** Throws unless the database has exactly the migrations that this version knows. */
export async function checkMigrated(db: Kysely<Tables>, migrations: readonly Migration[]): Promise<void> {
  const difference = await compareMigrations(db, migrations);
  if (difference === null || missingMigrations(difference.applied, migrations).length > 0) {
    throw new ChaveiroError('storage_unavailable', 'The database is older than this version: migrate it first.');
  }
}

/** The newest migration of a database that has all of them; `undefined` for any other. */
export async function findCurrent(db: Kysely<Tables>, migrations: readonly Migration[]): Promise<string | undefined> {
  const difference = await compareMigrations(db, migrations);
  const isCurrent = difference !== null && missingMigrations(difference.applied, migrations).length === 0;
  return isCurrent ? migrations.at(-1)?.name : undefined;
}

/** What the database has, lacks, and has beyond what this version knows; `null` for one without any schema of ours. */
export async function compareMigrations(db: Kysely<Tables>, migrations: readonly Migration[]) {
  const tables = await db.introspection.getTables();
  const named = tables.filter((table) => table.name === 'schema_migrations');
  // Another schema of the same database may have one, too.
  const schema = named.some((table) => table.schema !== undefined) ? await currentSchema(db) : undefined;
  const ours = named.filter((table) => table.schema === schema);
  if (ours.length === 0) return null;
  if (!ours.some(({ columns }) => ['name', 'applied_at'].every((name) => columns.some((each) => each.name === name)))) {
    throw new ChaveiroError(
      'storage_unavailable',
      'The database has a table schema_migrations of another program: give Chaveiro a database of its own.',
    );
  }
  const applied = await listApplied(db);
  const missing = migrations.filter(({ name }) => !applied.has(name)).map(({ name }) => name);
  return { applied, missing, unknown: unknownMigrations(applied, migrations) };
}

async function currentSchema(db: Kysely<Tables>): Promise<string | undefined> {
  const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(db);
  return rows[0]?.schema ?? undefined;
}

async function listApplied(db: Kysely<Tables>): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('schema_migrations').select('name').execute();
  return new Set(rows.map((row) => row.name));
}

function unknownMigrations(applied: ReadonlySet<string>, known: readonly Migration[]): string[] {
  const names = new Set(known.map((migration) => migration.name));
  return [...applied].filter((name) => !names.has(name)).sort();
}

function missingMigrations(applied: ReadonlySet<string>, known: readonly Migration[]): Migration[] {
  const unknown = unknownMigrations(applied, known);
  if (unknown.length > 0) {
    throw new ChaveiroError(
      'schema_too_new',
      `The database was migrated by a newer version of Chaveiro (${unknown.join(', ')}): run that version or a later one.`,
    );
  }
  return known.filter((migration) => !applied.has(migration.name));
}
