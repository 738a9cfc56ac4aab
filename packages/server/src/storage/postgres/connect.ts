import { Socket } from 'node:net';
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import pg, { type ClientBase } from 'pg';
import type { EngineConnections } from '../queries/create-storage.ts';
import type { Tables } from '../queries/tables.ts';
import { readAddress } from './address.ts';
import { clientOf } from './client.ts';
import { PostgresPoolDriver, type SettledPool } from './driver.ts';
import { channel, listenHints } from './listen.ts';
import { type Limits, type SessionRule, settleSession } from './session-settings.ts';

/** Reads never wait behind changes, which queue for one row: so they have connections of their own. */
const readConnections = 6;

/** Changes run one after another. While one commits, the next can already wait for the lock. */
const writeConnections = 2;

/** Batches of use run one after another, beside changes. */
const usageConnections = 1;

/** For hints. */
const listenConnections = 1;

/** Connections of one process, at most. */
export const connectionsOfANode = readConnections + writeConnections + usageConnections + listenConnections;

/** A batch holds rows of keys: a change that needs one of them never waits for longer than this because of it. */
const usageLockTimeoutMs = 100;

/** The server ends a slow statement itself; when nothing is heard for so much longer, it is gone. */
const answerGraceMs = 500;

const closeTimeoutMs = 5_000;
const listenConnectTimeoutMs = 1_000;

/** Part of the change, so that it comes when that is seen and not before. */
const announced = sql`select pg_notify(${channel}, '')`;

export interface ConnectOptions {
  /** 0 for no limit. */
  readonly lockTimeoutMs: number;
  /** 0 for no limit. */
  readonly statementTimeoutMs: number;
  /** Whether the server refuses every change that is asked for. Default: it does not. */
  readonly isReadOnly?: boolean;
  /** Where a session is its own, for what needs one; default the address of everything. */
  readonly directUrl?: string | null;
}

/** Connections to a database, opened as they are needed and again after an outage. */
export function connect(
  url: string,
  { lockTimeoutMs, statementTimeoutMs, isReadOnly = false, directUrl = null }: ConnectOptions,
): EngineConnections {
  const sockets = new Set<Socket>();
  const limits = { lockTimeoutMs, statementTimeoutMs, isReadOnly };
  const config = configOf(url, limits, sockets);
  const writePool = createPool(config, writeConnections, limits);
  const readPool = createPool(config, readConnections, limits);
  const usagePool = createPool(config, usageConnections, { ...limits, lockTimeoutMs: usageLockTimeoutMs });
  const read = kysely(readPool);
  const usage = kysely(usagePool);
  const announce = async (db: Kysely<Tables>) => void (await announced.execute(db));

  async function connectToListen(): Promise<pg.Client> {
    const direct = configOf(directUrl ?? url, limits, sockets);
    const client = new (direct.Client as typeof pg.Client)({
      ...direct,
      connectionTimeoutMillis: listenConnectTimeoutMs,
    });
    await client.connect();
    return client;
  }

  let closing: Promise<void> | undefined;
  return {
    engine: 'postgres',
    write: kysely(writePool),
    read,
    announce,
    hints: listenHints(connectToListen, () => announce(usage)),
    usage,
    readConsistently: (work) =>
      read.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),

    close() {
      // Once: a pool that was ended refuses to be ended again.
      closing ??= closeOnce();
      return closing;
    },
  };

  async function closeOnce(): Promise<void> {
    // A server that is frozen does not say goodbye.
    const timer = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, closeTimeoutMs);
    await Promise.all([writePool, readPool, usagePool].map(({ pool }) => pool.end()));
    clearTimeout(timer);
  }
}

/** What is the same for each pool. */
function configOf(url: string, { lockTimeoutMs, statementTimeoutMs }: Limits, sockets: Set<Socket>): pg.PoolConfig {
  const { connectionString, encryptions } = readAddress(url);
  const config: pg.PoolConfig = {
    connectionString,
    application_name: 'chaveiro',
    connectionTimeoutMillis: lockTimeoutMs,
    query_timeout: statementTimeoutMs === 0 ? 0 : statementTimeoutMs + answerGraceMs,
    keepAlive: true,
    types: { getTypeParser },
    stream: () => {
      const socket = new Socket();
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
  };
  return { ...config, Client: clientOf({ encryptions, config, timeoutMs: lockTimeoutMs }) };
}

/** Connections that follow the same rules, and what each of them has to do for that. */
function createPool(config: pg.PoolConfig, max: number, limits: Limits): SettledPool {
  const rules = new WeakMap<ClientBase, SessionRule>();
  const pool = new pg.Pool({
    ...config,
    max,
    // Awaited, whatever its type says, before anybody gets the connection.
    onConnect: async (client) => void rules.set(client, await settleSession(client, limits)),
  });
  // An idle connection broke: the pool has dropped it and opens another when it needs one.
  pool.on('error', () => {});
  return { pool, ruleOf: (client) => rules.get(client) ?? { forEachTransaction: null }, isReadOnly: limits.isReadOnly };
}

function kysely(pool: SettledPool): Kysely<Tables> {
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
