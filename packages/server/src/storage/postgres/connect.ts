import { Socket } from 'node:net';
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import pg from 'pg';
import type { EngineConnections } from '../queries/create-storage.ts';
import type { Tables } from '../queries/tables.ts';
import { PostgresPoolDriver } from './driver.ts';

/** Reads never wait behind changes, which queue for one row: so they have connections of their own. */
const readConnections = 6;

/** Changes run one after another. While one commits, the next can already wait for the lock. */
const writeConnections = 2;

/** Batches of use run one after another, beside changes. */
const usageConnections = 1;

/** So many a process has at most. */
export const connectionsOfANode = readConnections + writeConnections + usageConnections;

/** A batch holds rows of keys: a change that needs one of them never waits for longer than this because of it. */
const usageLockTimeoutMs = 100;

/** The server ends a slow statement itself; when nothing is heard for so much longer, it is gone. */
const answerGraceMs = 500;

/** A transaction that does nothing for this long belongs to a process that hangs. */
const idleInTransactionMs = 5_000;

const closeTimeoutMs = 5_000;

/**
 * Every query has an index, and every order that is read in pages has one too. Without statistics, as
 * after an import, the planner would not see that: it would take another index, visit each row of the
 * account and sort them all to show fifty. (What has no such index is sorted all the same.) And no query
 * is worth a compiler or processes of its own, which cost more than a page.
 */
const plannerOptions = [
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'enable_sort=off',
  'jit=off',
  'max_parallel_workers_per_gather=0',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

export interface ConnectOptions {
  /** 0 for no limit. */
  readonly lockTimeoutMs: number;
  /** 0 for no limit. */
  readonly statementTimeoutMs: number;
  /** Whether the server refuses every change that is asked for. Default: it does not. */
  readonly isReadOnly?: boolean;
}

/** Connections to a database, opened as they are needed and again after an outage. */
export function connect(url: string, options: ConnectOptions): EngineConnections {
  const sockets = new Set<Socket>();
  const writePool = createPool(url, writeConnections, sockets, options);
  const readPool = createPool(url, readConnections, sockets, options);
  const usagePool = createPool(url, usageConnections, sockets, options, usageLockTimeoutMs);
  const read = kysely(readPool);
  return {
    engine: 'postgres',
    write: kysely(writePool),
    read,
    usage: kysely(usagePool),
    readConsistently: (work) =>
      read.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),

    async close() {
      // A server that is frozen does not say goodbye.
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, closeTimeoutMs);
      await Promise.all([writePool.end(), readPool.end(), usagePool.end()]);
      clearTimeout(timer);
    },
  };
}

function createPool(
  url: string,
  max: number,
  sockets: Set<Socket>,
  { lockTimeoutMs: connectTimeoutMs, statementTimeoutMs, isReadOnly = false }: ConnectOptions,
  lockTimeoutMs = connectTimeoutMs,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'chaveiro',
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    lock_timeout: lockTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs === 0 ? 0 : statementTimeoutMs + answerGraceMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    options: isReadOnly ? `${plannerOptions} -c default_transaction_read_only=on` : plannerOptions,
    keepAlive: true,
    types: { getTypeParser },
    stream: () => {
      const socket = new Socket();
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
  });
  // An idle connection broke: the pool has dropped it and opens another when it needs one.
  pool.on('error', () => {});
  return pool;
}

function kysely(pool: pg.Pool): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new PostgresPoolDriver(pool),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

/** Values as SQLite gives them: 64-bit integers are numbers (all of ours are below 2^53), bytes a `Uint8Array`. */
function getTypeParser(type: number, format?: 'text' | 'binary') {
  if (type === pg.types.builtins.INT8) return Number;
  if (type === pg.types.builtins.BYTEA) return parseBytes;
  return pg.types.getTypeParser(type, format as 'text');
}

function parseBytes(text: string): Uint8Array {
  const { buffer, byteOffset, byteLength }: Buffer = pg.types.getTypeParser(pg.types.builtins.BYTEA, 'text')(text);
  return new Uint8Array(buffer, byteOffset, byteLength);
}
