import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort, isListening } from './ports.ts';
import { startProcess } from './processes.ts';
import { requireProgram } from './programs.ts';
import { makeTempFolder } from './temp-folder.ts';

export const pgbouncer = requireProgram('pgbouncer');

/** What a session of the server is lent for. */
export type PoolMode = 'session' | 'transaction' | 'statement';

/** Starts PgBouncer in front of a database, with nothing set that it does not need; answers the database's address behind it. */
export async function startPgBouncer(databaseUrl: string, mode: PoolMode): Promise<string> {
  const { hostname, port: serverPort, username, pathname } = new URL(databaseUrl);
  const folder = makeTempFolder();
  const port = await findFreePort();
  const file = join(folder, 'pgbouncer.ini');
  writeFileSync(
    file,
    `[databases]
${pathname.slice(1)} = host=${hostname} port=${serverPort} user=${username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
# Fewer than there are clients: in transaction mode one and the same session serves several of them.
default_pool_size = ${mode === 'session' ? 20 : 2}
`,
  );
  chmodSync(folder, 0o755);
  chmodSync(file, 0o644);
  const process = startProcess(pgbouncer.path, [...asSomebody(), file]);
  await process.waitUntil('it listens', () => isListening(port));
  const url = new URL(databaseUrl);
  url.port = String(port);
  return url.href;
}

/** It does not run as root. */
function asSomebody(): string[] {
  if (process.getuid?.() !== 0) return [];
  return /^nobody:/m.test(readFileSync('/etc/passwd', 'utf8')) ? ['--user', 'nobody'] : [];
}
