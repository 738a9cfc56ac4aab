/** Runs in its own thread, so that a lock that another process holds never stalls the event loop. */
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './database-file.ts';
import type { ConnectionName, SqliteFailure, WorkerOptions, WorkerReply, WorkerRequest } from './protocol.ts';
import { StatementCache } from './statement-cache.ts';

const { path, mode, busyTimeoutMs } = workerData as WorkerOptions;
const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread.');

const write = openDatabase(path, mode, busyTimeoutMs);
const databases: Record<ConnectionName, DatabaseSync> = {
  write,
  read: mode === 'memory' ? write : openDatabase(path, mode, busyTimeoutMs),
};
if (databases.read !== write) databases.read.exec('PRAGMA query_only = ON');

const statements: Record<ConnectionName, StatementCache> = {
  write: new StatementCache(databases.write),
  read: new StatementCache(databases.read),
};

port.on('message', (request: WorkerRequest) => {
  if (request.kind === 'close') {
    for (const database of new Set(Object.values(databases))) database.close();
    port.close();
    return;
  }
  port.postMessage(execute(request));
});

function execute({ id, connection, sql, parameters }: WorkerRequest & { kind: 'statement' }): WorkerReply {
  try {
    const statement = statements[connection].prepare(sql);
    if (statement.columns().length === 0) {
      return { id, rows: [], rowCount: Number(statement.run(...parameters).changes) };
    }
    const rows = statement.all(...parameters);
    return { id, rows, rowCount: rows.length };
  } catch (error) {
    return { id, error: toFailure(error) };
  }
}

function toFailure(error: unknown): SqliteFailure {
  const { errcode, message } = error as { errcode?: number; message: string };
  return { resultCode: errcode ?? 0, message };
}
