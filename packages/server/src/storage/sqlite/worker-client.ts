import { Worker } from 'node:worker_threads';
import { storageUnavailable } from './errors.ts';
import type {
  ConnectionName,
  SqliteValue,
  StatementResult,
  WorkerOptions,
  WorkerReply,
  WorkerRequest,
} from './protocol.ts';

// Development runs the sources, a published package what was emitted from them.
const workerFile = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';

// Rows are copied to the other thread as soon as they are read: a large space for short-lived objects would only
// keep the memory of a snapshot.
const resourceLimits = { maxYoungGenerationSizeMb: 4 };

interface PendingCall {
  readonly resolve: (reply: StatementResult) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * One worker thread, from its start to its end. Once it has failed, every call fails, so that no
 * statement of a transaction that died with it runs outside of one.
 */
export class WorkerClient {
  readonly #worker: Worker;
  readonly #timeoutMs: number;
  readonly #pending = new Map<number, PendingCall>();
  readonly #exited: Promise<void>;
  #lastId = 0;
  #failure: unknown;

  constructor(options: WorkerOptions & { readonly statementTimeoutMs: number }) {
    const { statementTimeoutMs, ...workerData } = options;
    this.#timeoutMs = statementTimeoutMs;
    // Options of this process, such as --input-type, need not suit a file.
    this.#worker = new Worker(new URL(workerFile, import.meta.url), { workerData, execArgv: [], resourceLimits });
    this.#worker.on('message', (reply: WorkerReply) => this.#settle(reply));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', (status) => {
        this.#fail(new Error(`SQLite's worker thread ended with status ${status}.`));
        resolve();
      });
    });
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Runs one statement; rejects with a translated error, or with a `SqliteFailure` when SQLite refused it. */
  async run(connection: ConnectionName, sql: string, parameters: readonly SqliteValue[]) {
    if (this.#failure !== undefined) throw storageUnavailable(this.#failure);
    this.#lastId += 1;
    const id = this.#lastId;
    return await new Promise<StatementResult>((resolve, reject) => {
      // A thread that hangs in a system call cannot be asked to stop: it is given up.
      const timer = setTimeout(() => this.#giveUp(), this.#timeoutMs);
      this.#pending.set(id, { resolve, reject, timer });
      this.#post({ kind: 'statement', id, connection, sql, parameters });
    });
  }

  /** Closes the database and ends the thread; one that hangs is ended after `timeoutMs`. */
  async close(timeoutMs: number): Promise<void> {
    this.#post({ kind: 'close' });
    const timer = setTimeout(() => void this.#worker.terminate(), timeoutMs);
    await this.#exited;
    clearTimeout(timer);
  }

  #post(request: WorkerRequest): void {
    this.#worker.postMessage(request);
  }

  #settle(reply: WorkerReply): void {
    const call = this.#pending.get(reply.id);
    if (call === undefined) return;
    this.#pending.delete(reply.id);
    clearTimeout(call.timer);
    if ('error' in reply) call.reject(reply.error);
    else call.resolve(reply);
  }

  #giveUp(): void {
    this.#fail(new Error(`SQLite did not answer within ${this.#timeoutMs} ms.`));
    void this.#worker.terminate();
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const call of this.#pending.values()) {
      clearTimeout(call.timer);
      call.reject(storageUnavailable(error));
    }
    this.#pending.clear();
  }
}
