import { type Kysely, sql } from 'kysely';
import { type Finding, ok, problem, warning } from '../../domain/finding.ts';
import { examineContents } from '../queries/examine.ts';
import type { Tables } from '../queries/tables.ts';
import type { Examination } from '../storage.ts';
import { oldestVersion } from './check-server.ts';
import { connect, connectionsOfANode } from './connect.ts';
import { migrations } from './migrations.ts';
import { type RoleRights, readRights, wantForTables, wantForUse } from './rights.ts';

const examinationTimeoutMs = 600_000;
const connectTimeoutMs = 10_000;

/** From this age of its oldest transaction number on, PostgreSQL itself begins to hurry; at 2.1 thousand million it stops. */
const oldTransactionNumbers = 1_000_000_000;

/** A transaction that is open for so long keeps dead rows from being swept away. */
const longTransactionMs = 600_000;

/** What a server says about itself and its settings. */
export interface PostgresFacts {
  /** Such as 180001. */
  readonly versionNumber: number;
  readonly encoding: string;
  /** Settings by their names, as `current_setting` shows them; absent where this version has no such setting. */
  readonly settings: Readonly<Record<string, string>>;
  /** A standby, which cannot be written to. */
  readonly isStandby: boolean;
  readonly isEncrypted: boolean;
  /** Whether the connection goes over a network: neither a socket nor this machine. */
  readonly isRemote: boolean;
  readonly connections: number;
  readonly transactionNumberAge: number;
  readonly oldestTransactionMs: number;
  /** Names of indexes that a failed build left behind. */
  readonly invalidIndexes: readonly string[];
  readonly rights: RoleRights;
}

/** Looks at a database through connections in which the server itself refuses every change. */
export async function examinePostgres(url: string): Promise<Examination> {
  const connections = connect(url, {
    isReadOnly: true,
    lockTimeoutMs: connectTimeoutMs,
    statementTimeoutMs: examinationTimeoutMs,
  });
  try {
    const findings = checkPostgres(await readFacts(connections.read));
    const { schema, facts } = await examineContents(connections, migrations);
    return { engine: 'postgres', findings: [...findings, schema], facts };
  } finally {
    await connections.close();
  }
}

const settingNames = [
  'autovacuum',
  'fsync',
  'full_page_writes',
  'synchronous_commit',
  'track_counts',
  'max_connections',
  'superuser_reserved_connections',
  'transaction_timeout',
];

async function readFacts(db: Kysely<Tables>): Promise<PostgresFacts> {
  const { rows } = await sql<Omit<PostgresFacts, 'settings' | 'invalidIndexes' | 'rights'>>`
    select
      current_setting('server_version_num')::int as "versionNumber",
      current_setting('server_encoding') as encoding,
      pg_is_in_recovery() as "isStandby",
      coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as "isEncrypted",
      coalesce(inet_client_addr() <> inet_server_addr(), false) as "isRemote",
      (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections,
      (select age(datfrozenxid)::int from pg_database where datname = current_database()) as "transactionNumberAge",
      coalesce((
        select max(extract(epoch from clock_timestamp() - xact_start)) * 1000 from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
      ), 0)::float8 as "oldestTransactionMs"`.execute(db);
  const [facts] = rows;
  if (facts === undefined) throw new Error('A select without a table answers one row.');
  const { rows: settings } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings where name in (${sql.join(settingNames)})`.execute(db);
  const { rows: indexes } = await sql<{ name: string }>`
    select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
    where not i.indisvalid and c.relnamespace = (select oid from pg_namespace where nspname = current_schema()) order by 1`.execute(
    db,
  );
  return {
    ...facts,
    settings: Object.fromEntries(settings.map(({ name, setting }) => [name, setting])),
    invalidIndexes: indexes.map(({ name }) => name),
    rights: await readRights(db),
  };
}

/** What an operator should hear of it. */
export function checkPostgres(facts: PostgresFacts): Finding[] {
  return [
    checkServer(facts),
    checkDurability(facts),
    checkVacuum(facts),
    checkConnections(facts),
    checkTimeouts(facts),
    checkIndexes(facts),
    checkRights(facts),
  ];
}

function checkServer({ versionNumber, encoding, isStandby, isEncrypted, isRemote }: PostgresFacts): Finding {
  const version = Math.floor(versionNumber / 10_000);
  if (version < oldestVersion) {
    const remedy = `Move the database to PostgreSQL ${oldestVersion} or newer.`;
    return problem('database', `The server is PostgreSQL ${version}, which is too old.`, remedy);
  }
  if (encoding !== 'UTF8') {
    const detail = `The database has the encoding ${encoding}.`;
    return problem('database', detail, "Create one with ENCODING 'UTF8' and restore a backup into it.");
  }
  if (isStandby) {
    const detail = 'The server is a standby: nothing can be changed on it.';
    return problem('database', detail, 'Let CHAVEIRO_DATABASE_URL name the primary.');
  }
  if (isRemote && !isEncrypted) {
    return warning(
      'database',
      'The connection to the database goes over the network unencrypted.',
      'Switch on TLS at the server, and add ?sslmode=verify-full to CHAVEIRO_DATABASE_URL.',
    );
  }
  return ok('database', `The database answers, with PostgreSQL ${version}.`);
}

function checkDurability({ settings }: PostgresFacts): Finding {
  const off = ['fsync', 'full_page_writes', 'synchronous_commit'].filter((name) => settings[name] === 'off');
  if (off.length > 0) {
    const detail = `The server runs with ${off.map((name) => `${name} = off`).join(', ')}: a revoked key could come back after a crash.`;
    return problem('durability', detail, 'Set it to on.');
  }
  return ok('durability', 'What is committed is on the disk before it is answered.');
}

function checkVacuum({ settings, transactionNumberAge, oldestTransactionMs }: PostgresFacts): Finding {
  if (settings.autovacuum === 'off' || settings.track_counts === 'off') {
    const detail = 'Autovacuum is off: tables grow with every change, and statistics are never renewed.';
    return problem('vacuum', detail, 'Set autovacuum and track_counts to on.');
  }
  if (transactionNumberAge > oldTransactionNumbers) {
    const detail = `The oldest transaction number is ${transactionNumberAge} transactions old: the server will stop taking changes.`;
    return problem('vacuum', detail, 'Run VACUUM (FREEZE) and find out why autovacuum does not come to it.');
  }
  if (oldestTransactionMs > longTransactionMs) {
    const detail = `A transaction has been open for ${Math.round(oldestTransactionMs / 60_000)} minutes: nothing is swept away meanwhile.`;
    return warning('vacuum', detail, 'Look for it in pg_stat_activity, by xact_start, and end it.');
  }
  return ok('vacuum', 'Autovacuum runs, and nothing holds it up.');
}

function checkConnections({ settings, connections }: PostgresFacts): Finding {
  const reserved = Number(settings.superuser_reserved_connections ?? 0);
  const free = Number(settings.max_connections) - reserved - connections;
  if (free < connectionsOfANode) {
    return warning(
      'connections',
      `The server has ${free} free connections, and a server of Chaveiro takes up to ${connectionsOfANode}.`,
      'Raise max_connections, or end what holds the others.',
    );
  }
  return ok('connections', `The server has ${free} free connections.`);
}

function checkTimeouts({ settings }: PostgresFacts): Finding {
  const limit = Number(settings.transaction_timeout ?? 0);
  // Snapshots, exports and backups of a large installation read for longer than any change.
  if (limit > 0 && limit < longTransactionMs) {
    const detail = `The server ends every transaction after ${limit} ms, also a backup that reads all.`;
    return warning(
      'timeouts',
      detail,
      'Set transaction_timeout to 0 for the user of Chaveiro: it has limits of its own.',
    );
  }
  return ok('timeouts', 'The server leaves time limits to Chaveiro.');
}

function checkIndexes({ invalidIndexes }: PostgresFacts): Finding {
  if (invalidIndexes.length > 0) {
    const detail = `The index ${invalidIndexes.join(', ')} is not valid, and not used.`;
    return problem('indexes', detail, `Run REINDEX INDEX ${invalidIndexes[0]}.`);
  }
  return ok('indexes', 'Every index is valid.');
}

function checkRights({ rights }: PostgresFacts): Finding {
  const want = (rights.hasTables ? null : wantForTables(rights)) ?? wantForUse(rights);
  if (want !== null) return problem('rights', want.detail, want.remedy);
  const { role, mayCreate } = rights;
  if (mayCreate) return ok('rights', `The role ${role} may use its tables, and make more.`);
  return ok('rights', `The role ${role} may use its tables, but make none: let another role run chaveiro migrate.`);
}
