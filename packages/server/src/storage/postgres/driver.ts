import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { checkText } from '../queries/checked-text.ts';
import { outcomeUnknown } from '../queries/outcome-unknown.ts';
import { isPoolTimeout, leavesConnectionUsable, storageBusy, translateError } from './errors.ts';

/**
 * Kysely's way to a pool. Kysely brings a driver of its own, which hands a connection back to the
 * pool also after it has failed: the next one to get it would wait behind a query that never ends.
 */
export class PostgresPoolDriver implements Driver {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PoolConnection> {
    try {
      return new PoolConnection(await this.#pool.connect());
    } catch (error) {
      throw isPoolTimeout(error) ? storageBusy(error) : translateError(error);
    }
  }

  async beginTransaction(connection: PoolConnection, settings: TransactionSettings): Promise<void> {
    const isolation = settings.isolationLevel ?? 'read committed';
    const access = settings.accessMode ?? 'read write';
    await connection.run(`start transaction isolation level ${isolation}, ${access}`);
  }

  async commitTransaction(connection: PoolConnection): Promise<void> {
    await connection.commit();
  }

  async rollbackTransaction(connection: PoolConnection): Promise<void> {
    await connection.rollback();
  }

  async releaseConnection(connection: PoolConnection): Promise<void> {
    connection.release();
  }

  async destroy(): Promise<void> {}
}

/** A connection of the pool, for as long as one caller has it. */
class PoolConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  #isUsable = true;

  constructor(client: PoolClient) {
    this.#client = client;
    // A connection that breaks between two queries says so here; the next query fails and says it again.
    client.on('error', this.#markBroken);
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    for (const parameter of parameters) checkText(parameter);
    const { rows, rowCount } = await this.run(sql, parameters);
    return { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) };
  }

  async run(sql: string, parameters: readonly unknown[] = []) {
    try {
      return await this.#client.query(sql, parameters as unknown[]);
    } catch (error) {
      if (!leavesConnectionUsable(error)) this.#isUsable = false;
      throw translateError(error);
    }
  }

  /** When the connection is lost before the answer, the server may have committed or not. */
  async commit(): Promise<void> {
    try {
      await this.run('commit');
    } catch (error) {
      throw this.#isUsable ? error : outcomeUnknown(error);
    }
  }

  /** Never rejects: why the transaction failed is what the caller has to hear. */
  async rollback(): Promise<void> {
    // The server rolls back what a connection leaves behind when it ends.
    if (this.#isUsable) await this.run('rollback').catch(this.#markBroken);
  }

  release(): void {
    this.#client.off('error', this.#markBroken);
    this.#client.release(!this.#isUsable);
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('Results are read in pages.');
  }

  readonly #markBroken = (): void => {
    this.#isUsable = false;
  };
}
