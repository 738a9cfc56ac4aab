import { existsSync } from 'node:fs';
import { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { EngineConnections } from '../queries/create-storage.ts';
import type { Tables } from '../queries/tables.ts';
import { createDiskReserve } from './disk-reserve.ts';
import { SqliteWorkerDriver } from './driver.ts';
import { storageUnavailable } from './errors.ts';
import { fileHints, noHints } from './file-hints.ts';
import { Mutex } from './mutex.ts';
import type { ConnectionName, OpenMode } from './protocol.ts';
import { WorkerClient } from './worker-client.ts';

/** While SQLite itself waits for a lock the worker cannot read: short, and tried again from here. */
const busyTimeoutMs = 100;

/** A batch of use waits its turn behind the changes of this process, but not long for another one's lock. */
const usageWaitMs = 500;
const closeTimeoutMs = 5_000;

export interface ConnectOptions {
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** Default `read-write`. */
  readonly mode?: OpenMode;
}

/** Opens a database file that exists, or a new database in memory, in a worker thread of its own. */
export function connect(
  path: string,
  { lockTimeoutMs, statementTimeoutMs, mode = 'read-write' }: ConnectOptions,
): EngineConnections {
  const isInMemory = mode === 'memory';
  const write = new Mutex();
  // Of one connection only one can have the use at a time, or a reader would stand in the middle of a change.
  const mutexes: Record<ConnectionName, Mutex> = { write, read: isInMemory ? write : new Mutex() };
  let current: WorkerClient | undefined;
  let closing: Promise<void> | undefined;

  function worker(): WorkerClient {
    if (closing !== undefined) throw storageUnavailable(new Error('The database was closed.'));
    if (current === undefined || current.hasFailed) {
      // Another worker would have another memory, in which nothing is known.
      if (isInMemory && current !== undefined) throw storageUnavailable(new Error('The database in memory is lost.'));
      if (!isInMemory && !existsSync(path)) throw storageUnavailable(new Error(`There is no file ${path}.`));
      current = new WorkerClient({ path, mode, busyTimeoutMs, statementTimeoutMs });
    }
    return current;
  }

  function kysely(connection: ConnectionName, waitTimeoutMs: number): Kysely<Tables> {
    return new Kysely<Tables>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new SqliteWorkerDriver({ connection, mutex: mutexes[connection], worker, waitTimeoutMs }),
        createIntrospector: (db) => new SqliteIntrospector(db),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
    });
  }

  async function closeOnce(): Promise<void> {
    const deadline = performance.now() + closeTimeoutMs;
    await Promise.all([...new Set(Object.values(mutexes))].map((mutex) => mutex.enter(closeTimeoutMs)));
    await current?.close(Math.max(deadline - performance.now(), 0));
  }

  const read = kysely('read', statementTimeoutMs);
  return {
    engine: 'sqlite',
    write: kysely('write', lockTimeoutMs),
    read,
    usage: kysely('write', Math.min(usageWaitMs, lockTimeoutMs)),
    readConsistently: (work) => read.transaction().execute(work),
    hints: isInMemory ? noHints : fileHints(path),
    ...(mode === 'read-write' ? { disk: createDiskReserve(path) } : {}),

    close() {
      // Once: the mutexes stay taken, so that a second time would wait for them in vain.
      closing ??= closeOnce();
      return closing;
    },
  };
}
