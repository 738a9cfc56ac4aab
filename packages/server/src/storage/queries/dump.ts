import { type Kysely, sql } from 'kysely';
import type { BackupValue, DatabaseDump, TableRows } from '../storage.ts';
import { backupTables } from './backup-tables.ts';
import { readRevision } from './revision.ts';
import type { Tables } from './tables.ts';

const pageSize = 500;

/** What a backup holds, read in the transaction `db`, which sees one state. */
export async function openDump(db: Kysely<Tables>): Promise<DatabaseDump> {
  const { epoch, number } = await readRevision(db);
  const peppers = await db.selectFrom('peppers').select(['id', 'check_value as checkValue']).orderBy('id').execute();
  const head = await db
    .selectFrom('audit_events')
    .select(['revision', 'mac'])
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  const auditHead = head === undefined ? null : `${head.revision}:${Buffer.from(head.mac).toString('hex')}`;
  const migration = await currentMigration(db);
  return { epoch, revision: number, migration, auditHead, peppers, rows: readRows(db) };
}

/** The newest migration that the database has. */
async function currentMigration(db: Kysely<Tables>): Promise<string> {
  const { name } = await db
    .selectFrom('schema_migrations')
    .select('name')
    .orderBy('name', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return name;
}

async function* readRows(db: Kysely<Tables>): AsyncGenerator<TableRows> {
  for (const { name: table, order } of backupTables) {
    const columns = sql.join(order.map((column) => sql.ref(column)));
    let last: Record<string, BackupValue> | undefined;
    do {
      const place = last === undefined ? undefined : sql.join(order.map((column) => last?.[column]));
      const after = place === undefined ? sql`` : sql`where (${columns}) > (${place})`;
      const { rows } = await sql<Record<string, BackupValue>>`
        select * from ${sql.table(table)} ${after} order by ${columns} limit ${pageSize}`.execute(db);
      if (rows.length > 0) yield { table, rows };
      last = rows.length === pageSize ? rows.at(-1) : undefined;
    } while (last !== undefined);
  }
}
