/** What the thread that uses SQLite and the thread that waits for it say to each other. */

/** A connection of the worker: one writes, one reads. To a database in memory there is one for both. */
export type ConnectionName = 'write' | 'read';

/**
 * `read-only` changes nothing in the file, but may leave SQLite's other files beside it; `immutable` is
 * for a file that nobody has open, and touches nothing; `memory` is a new database without a file.
 */
export type OpenMode = 'read-write' | 'read-only' | 'immutable' | 'memory';

export interface WorkerOptions {
  readonly path: string;
  readonly mode: OpenMode;
  /** How long SQLite itself waits for a lock, during which the worker does nothing else. */
  readonly busyTimeoutMs: number;
}

export type SqliteValue = null | number | string | Uint8Array;

export type WorkerRequest =
  | {
      readonly kind: 'statement';
      readonly id: number;
      readonly connection: ConnectionName;
      readonly sql: string;
      readonly parameters: readonly SqliteValue[];
    }
  /** Closes both connections and ends the thread. */
  | { readonly kind: 'close' };

/** What a statement came to. */
export interface StatementResult {
  readonly id: number;
  readonly rows: readonly object[];
  /** How many rows it changed, or answered. */
  readonly rowCount: number;
}

export type WorkerReply = StatementResult | { readonly id: number; readonly error: SqliteFailure };

/** An error of SQLite as a message can carry it. */
export interface SqliteFailure {
  /** SQLite's extended result code. */
  readonly resultCode: number;
  readonly message: string;
}
