import { setTimeout as wait } from 'node:timers/promises';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { checkText } from '../queries/checked-text.ts';
import { outcomeUnknown } from '../queries/outcome-unknown.ts';
import { isBusy, storageBusy, translateFailure } from './errors.ts';
import type { Mutex } from './mutex.ts';
import type { ConnectionName, SqliteFailure, SqliteValue } from './protocol.ts';
import type { WorkerClient } from './worker-client.ts';

interface DriverOptions {
  readonly connection: ConnectionName;
  readonly mutex: Mutex;
  /** The worker that is alive, a new one when the last one failed. */
  readonly worker: () => WorkerClient;
  /** How long to wait, for the mutex and for a lock that another process holds. */
  readonly waitTimeoutMs: number;
}

/** Between two tries for a lock that another process holds; what the worker has to read goes first. */
const retryAfterMs = 5;

/** Kysely's way to one of the worker's two connections. */
export class SqliteWorkerDriver implements Driver {
  readonly #options: DriverOptions;

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<WorkerConnection> {
    const { mutex, waitTimeoutMs, worker, connection } = this.#options;
    // A database that was closed, or is gone, is told at once and not after the wait for the mutex.
    worker();
    if (!(await mutex.enter(waitTimeoutMs))) throw storageBusy();
    try {
      return new WorkerConnection(worker(), connection);
    } catch (error) {
      mutex.leave();
      throw error;
    }
  }

  async beginTransaction(connection: WorkerConnection): Promise<void> {
    if (this.#options.connection === 'read') {
      await connection.run('begin');
      return;
    }
    const deadline = performance.now() + this.#options.waitTimeoutMs;
    while (!(await connection.beginImmediate())) {
      if (performance.now() >= deadline) throw storageBusy();
      await wait(retryAfterMs);
    }
  }

  async commitTransaction(connection: WorkerConnection): Promise<void> {
    await connection.commit();
  }

  async rollbackTransaction(connection: WorkerConnection): Promise<void> {
    await connection.rollback();
  }

  async releaseConnection(): Promise<void> {
    this.#options.mutex.leave();
  }

  async destroy(): Promise<void> {}
}

/** A mutex's connection, for as long as one caller has it: always of one and the same worker. */
class WorkerConnection implements DatabaseConnection {
  readonly #worker: WorkerClient;
  readonly #name: ConnectionName;

  constructor(worker: WorkerClient, name: ConnectionName) {
    this.#worker = worker;
    this.#name = name;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    for (const parameter of parameters) checkText(parameter);
    const { rows, rowCount } = await this.run(sql, parameters as readonly SqliteValue[]);
    return { rows: rows as R[], numAffectedRows: BigInt(rowCount) };
  }

  async run(sql: string, parameters: readonly SqliteValue[] = []) {
    try {
      return await this.#worker.run(this.#name, sql, parameters);
    } catch (error) {
      throw isFailure(error) ? translateFailure(error) : error;
    }
  }

  /** Whether the lock was to be had. */
  async beginImmediate(): Promise<boolean> {
    try {
      await this.#worker.run(this.#name, 'begin immediate', []);
      return true;
    } catch (error) {
      if (isFailure(error) && isBusy(error)) return false;
      throw isFailure(error) ? translateFailure(error) : error;
    }
  }

  /** What SQLite refuses is not committed; a worker that ends before it answers may have committed or not. */
  async commit(): Promise<void> {
    try {
      await this.#worker.run(this.#name, 'commit', []);
    } catch (error) {
      throw isFailure(error) ? translateFailure(error) : outcomeUnknown(error);
    }
  }

  /** Never rejects: why the transaction failed is what the caller has to hear. */
  async rollback(): Promise<void> {
    try {
      await this.#worker.run(this.#name, 'rollback', []);
    } catch {
      // SQLite has rolled back by itself, or the worker is gone, and its transaction with it.
    }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('Results are read in pages.');
  }
}

function isFailure(error: unknown): error is SqliteFailure {
  return typeof error === 'object' && error !== null && 'resultCode' in error;
}
