import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from 'kysely';
import type { ClientBase, Pool, PoolClient } from 'pg';
import { checkText } from '../queries/checked-text.ts';
import { outcomeUnknown } from '../queries/outcome-unknown.ts';
import { isPoolTimeout, leavesConnectionUsable, storageBusy, translateError } from './errors.ts';
import type { SessionRule } from './session-settings.ts';

/** A pool whose connections follow our settings. */
export interface SettledPool {
  readonly pool: Pool;
  /** What a connection of it has to do for that. */
  readonly ruleOf: (client: ClientBase) => SessionRule;
  readonly isReadOnly: boolean;
}

/**
 * Kysely's way to a pool. Kysely brings a driver of its own, which hands a connection back to the
 * pool also after it has failed: the next one to get it would wait behind a query that never ends.
 */
export class PostgresPoolDriver implements Driver {
  readonly #settled: SettledPool;

  constructor(settled: SettledPool) {
    this.#settled = settled;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PoolConnection> {
    try {
      const { pool, ruleOf, isReadOnly } = this.#settled;
      const client = await pool.connect();
      return new PoolConnection(client, ruleOf(client), isReadOnly);
    } catch (error) {
      throw isPoolTimeout(error) ? storageBusy(error) : translateError(error);
    }
  }

  async beginTransaction(connection: PoolConnection, settings: TransactionSettings): Promise<void> {
    const isolation = settings.isolationLevel ?? 'read committed';
    await connection.begin(isolation, settings.accessMode);
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
  readonly #rule: SessionRule;
  readonly #isReadOnly: boolean;
  #isUsable = true;
  #isInTransaction = false;

  constructor(client: PoolClient, rule: SessionRule, isReadOnly: boolean) {
    this.#client = client;
    this.#rule = rule;
    this.#isReadOnly = isReadOnly;
    // A connection that breaks between two queries says so here; the next query fails and says it again.
    client.on('error', this.#markBroken);
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    for (const parameter of parameters) checkText(parameter);
    const { rows, rowCount } = await this.#runByTheRule(sql, parameters);
    return { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) };
  }

  /** A statement by itself is a transaction, too: where each one brings its settings, this one does. */
  async #runByTheRule(sql: string, parameters: readonly unknown[]) {
    if (this.#rule.forEachTransaction === null || this.#isInTransaction) return await this.run(sql, parameters);
    await this.begin('read committed');
    try {
      const result = await this.run(sql, parameters);
      await this.commit();
      return result;
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  async begin(isolation: string, access = this.#isReadOnly ? 'read only' : 'read write'): Promise<void> {
    const settings = this.#rule.forEachTransaction;
    await this.run(
      `start transaction isolation level ${isolation}, ${access}${settings === null ? '' : `; ${settings}`}`,
    );
    this.#isInTransaction = true;
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
      this.#isInTransaction = false;
    } catch (error) {
      throw this.#isUsable ? error : outcomeUnknown(error);
    }
  }

  /** Never rejects: why the transaction failed is what the caller has to hear. */
  async rollback(): Promise<void> {
    // The server rolls back what a connection leaves behind when it ends.
    if (this.#isUsable) await this.run('rollback').catch(this.#markBroken);
    this.#isInTransaction = false;
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
