import type { ClientBase } from 'pg';
import { ChaveiroError } from '../../domain/errors.ts';

/** How long things may take. */
export interface Limits {
  /** 0 for no limit. */
  readonly lockTimeoutMs: number;
  /** 0 for no limit. */
  readonly statementTimeoutMs: number;
  /** Whether the server refuses every change that is asked for. */
  readonly isReadOnly: boolean;
}

/** A transaction that does nothing for this long belongs to a process that hangs. */
const idleInTransactionMs = 5_000;

/**
 * What has to hold where our statements run, whatever server, database, role, address and environment say.
 *
 * Every query has an index, and every order that is read in pages has one too. Without statistics, as
 * after an import, the planner would not see that: it would take another index, visit each row of the
 * account and sort them all to show fifty. (What has no such index is sorted all the same.) And no query
 * is worth a compiler or processes of its own, which cost more than a page.
 */
function settingsFor({ lockTimeoutMs, statementTimeoutMs, isReadOnly }: Limits): [string, string][] {
  return [
    ['lock_timeout', String(lockTimeoutMs)],
    ['statement_timeout', String(statementTimeoutMs)],
    ['idle_in_transaction_session_timeout', String(idleInTransactionMs)],
    ['default_transaction_read_only', isReadOnly ? 'on' : 'off'],
    // Searches escape with a backslash, which must not escape the quote behind it.
    ['standard_conforming_strings', 'on'],
    ['bytea_output', 'hex'],
    ['enable_seqscan', 'off'],
    ['enable_bitmapscan', 'off'],
    ['enable_sort', 'off'],
    ['jit', 'off'],
    ['max_parallel_workers_per_gather', '0'],
  ];
}

/** How the settings of our statements come into force on one connection. */
export interface SessionRule {
  /** Runs before the statements of each transaction, in the message that begins it; `null` where the session keeps them. */
  readonly forEachTransaction: string | null;
}

/**
 * Puts the settings in force on a new connection and reads back that they are. Not by what is sent at the start of a
 * connection: the address and the environment can change that, and poolers refuse it.
 *
 * A session that is one's own keeps them. Behind a pooler the next transaction may run in another session, and what was
 * set in this one would stay for strangers: there each transaction sets them for itself. A pooler shows by the number
 * that it gives to the connection, which is not the one of the server's process.
 */
export async function settleSession(client: ClientBase, limits: Limits): Promise<SessionRule> {
  const settings = settingsFor(limits);
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const isOwn = (client as ClientBase & { processID: number | null }).processID === rows[0]?.pid;
  if (isOwn) {
    await client.query(setting(settings, 'session'));
    await checkInForce(client, settings);
    return { forEachTransaction: null };
  }
  const forEachTransaction = setting(settings, 'transaction');
  await client.query(`start transaction read only; ${forEachTransaction}`);
  await checkInForce(client, settings);
  await client.query('rollback');
  return { forEachTransaction };
}

function setting(settings: readonly [string, string][], scope: 'session' | 'transaction'): string {
  const calls = settings.map(([name, value]) => `set_config('${name}', '${value}', ${scope === 'transaction'})`);
  return `select ${calls.join(', ')}`;
}

async function checkInForce(client: ClientBase, settings: readonly [string, string][]): Promise<void> {
  const names = settings.map(([name]) => `'${name}'`).join(', ');
  const { rows } = await client.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name in (${names})`,
  );
  const found = new Map(rows.map((row) => [row.name, row.setting]));
  for (const [name, value] of settings) {
    if (found.get(name) === value) continue;
    throw new ChaveiroError(
      'storage_unavailable',
      `The server was told ${name} = ${value}, and has ${found.get(name) ?? 'no such setting'}: something between it and Chaveiro changes that.`,
    );
  }
}
