import { type Kysely, sql } from 'kysely';
import { type Finding, ok, problem } from '../../domain/finding.ts';
import type { DatabaseFacts } from '../storage.ts';
import { newestAuditEntries } from './audit-events.ts';
import { databaseTime } from './database-time.ts';
import { feedTables, type ReadConsistently } from './feed.ts';
import { compareMigrations, type Migration } from './migrate.ts';
import { readRevision } from './revision.ts';
import type { Tables } from './tables.ts';

const namedAccounts = 10;
const newestEntries = 1_000;

/** The schema, and, when it is the one of this version, what the database holds. */
export async function examineContents(
  { read, readConsistently }: { readonly read: Kysely<Tables>; readonly readConsistently: ReadConsistently },
  migrations: readonly Migration[],
): Promise<{ readonly schema: Finding; readonly facts: DatabaseFacts | null }> {
  const schema = checkSchema(await compareMigrations(read, migrations));
  return { schema, facts: schema.status === 'ok' ? await readConsistently(readFacts) : null };
}

function checkSchema(found: Awaited<ReturnType<typeof compareMigrations>>): Finding {
  if (found === null) {
    return problem(
      'schema',
      'The database has no tables of Chaveiro.',
      'Run chaveiro migrate, or start the server, if this is a new database; if not, CHAVEIRO_DATABASE_URL names another one.',
    );
  }
  const { applied, missing, unknown } = found;
  if (unknown.length > 0) {
    const detail = `The schema is newer than this version: it has ${unknown.join(', ')}.`;
    return problem('schema', detail, 'Run the version of Chaveiro that migrated it, or a later one.');
  }
  if (missing.length > 0) {
    const detail = `The schema is older than this version: it lacks ${missing.join(', ')}.`;
    return problem('schema', detail, 'Make a backup with the version that ran until now, then run chaveiro migrate.');
  }
  return ok('schema', `The schema is the one of this version (${[...applied].sort().at(-1)}).`);
}

async function readFacts(db: Kysely<Tables>): Promise<DatabaseFacts> {
  const { epoch, number } = await readRevision(db);
  const { accounts } = await db
    .selectFrom('accounts')
    .select(({ fn }) => fn.countAll<number>().as('accounts'))
    .executeTakeFirstOrThrow();
  const { now } = await db.selectFrom('database_clock').select('now').executeTakeFirstOrThrow();
  return {
    machineTime: Date.now(),
    databaseTime: now,
    epoch,
    revision: number,
    accounts,
    newestRevisions: await newestRevisions(db),
    miscountedAccounts: await miscountedAccounts(db),
    peppers: await db.selectFrom('peppers').select(['id', 'check_value as checkValue']).orderBy('id').execute(),
    ...(await eventTimes(db)),
    expiredLinks: await overdue(db, 'links', 'expires_at'),
    expiredAnswers: await overdue(db, 'kept_answers', 'sealed_until'),
    newestEntries: await newestAuditEntries(db, newestEntries + 1),
  };
}

async function newestRevisions(db: Kysely<Tables>): Promise<Record<string, number>> {
  const newest: Record<string, number> = {};
  for (const table of [...feedTables, 'audit_events']) {
    const { rows } = await sql<{ revision: number }>`
      select coalesce(max(revision), 0) as revision from ${sql.table(table)}`.execute(db);
    newest[table] = rows[0]?.revision ?? 0;
  }
  return newest;
}

async function miscountedAccounts(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db
    .selectFrom('accounts')
    .select('name')
    .where('key_count', '<>', ({ selectFrom }) =>
      selectFrom('keys')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('keys.account_id', '=', 'accounts.id')
        .where('deleted_at', 'is', null),
    )
    .orderBy('name')
    .limit(namedAccounts)
    .execute();
  return rows.map(({ name }) => name);
}

async function eventTimes(db: Kysely<Tables>) {
  const times = db.selectFrom('audit_event_accounts').where('is_own', '=', 1);
  const newest = await times.select('at').orderBy('revision', 'desc').limit(1).executeTakeFirst();
  const oldest = await times.select('at').orderBy('revision').limit(1).executeTakeFirst();
  const backup = await db
    .selectFrom('audit_event_accounts')
    .select('at')
    .where('account_id', '=', 0)
    .where('action', '=', 'backup.created')
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return {
    newestEventAt: newest?.at ?? null,
    oldestContentAt: oldest?.at ?? null,
    lastBackupAt: backup?.at ?? null,
  };
}

/** What holds a ciphertext after the time for which it was kept. */
async function overdue(db: Kysely<Tables>, table: 'links' | 'kept_answers', until: 'expires_at' | 'sealed_until') {
  const { rows } = await sql<{ count: number; since: number | null }>`
    select count(*) as count, min(${sql.ref(until)}) as since from ${sql.table(table)}
    where ciphertext is not null and ${sql.ref(until)} <= ${databaseTime}`.execute(db);
  return rows[0] ?? { count: 0, since: null };
}
