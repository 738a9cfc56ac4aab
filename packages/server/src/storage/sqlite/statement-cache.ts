import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** More than the queries have texts, less than lists of any length can make of them. */
const capacity = 256;

/** Prepared statements of one connection; the one that was not used for the longest goes first. */
export class StatementCache {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    const statement = known ?? this.#database.prepare(sql);
    // A Map keeps the order of insertion, so the first one is the one to forget.
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > capacity) {
      const [oldest] = this.#statements.keys();
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    return statement;
  }
}
