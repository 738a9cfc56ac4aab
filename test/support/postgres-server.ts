import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findFreePort } from './ports.ts';
import { providePostgres } from './postgres-binaries.ts';
import { until } from './until.ts';

/** A PostgreSQL of this test file's own, on 127.0.0.1. */
export interface TestPostgres {
  /** Of its superuser; other processes may make databases there. */
  readonly url: string;
  /** A new, empty database; answers its URL. */
  createDatabase(): Promise<string>;
  /** Ends the server at once, as a crash does. */
  stopServer(): Promise<void>;
  /** Starts it again: same address, same data. */
  startServer(): Promise<void>;
  /** Ends it and removes its files. Happens by itself when the test process ends, however it ends. */
  stop(): Promise<void>;
}

const superuser = 'chaveiro';

/** Starts a real PostgreSQL, in a second or two. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'chaveiro-postgres-'));
  chmodSync(folder, 0o755);
  const janitor = startJanitor(folder);
  const server = new PostgresProcess(folder, providePostgres(folder));
  await server.initialize();
  await server.start();
  return {
    url: server.url,
    createDatabase: () => createDatabase(server.url),
    stopServer: () => server.stop(),
    startServer: () => server.start(),
    async stop() {
      janitor.ref();
      janitor.stdin?.end();
      await once(janitor, 'exit');
    },
  };
}

let shared: Promise<TestPostgres> | undefined;

/**
 * A new, empty database on a server that all tests of this file share: the one that
 * `CHAVEIRO_TEST_POSTGRES_URL` names, or else one that is started for them.
 */
export async function createPostgresDatabase(): Promise<string> {
  const { CHAVEIRO_TEST_POSTGRES_URL } = process.env;
  if (CHAVEIRO_TEST_POSTGRES_URL) return await createDatabase(CHAVEIRO_TEST_POSTGRES_URL);
  shared ??= startPostgres();
  return await (await shared).createDatabase();
}

/** A new database with what another one of the same server holds, to which nobody may be connected meanwhile. */
export async function copyPostgresDatabase(url: string): Promise<string> {
  const server = new URL(url);
  server.pathname = '/postgres';
  return await createDatabase(server.href, new URL(url).pathname.slice(1));
}

async function createDatabase(url: string, template = 'template1'): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  await client.end();
  const created = new URL(url);
  created.pathname = `/${name}`;
  return created.href;
}

/** The server's process and its data. */
class PostgresProcess {
  readonly #folder: string;
  readonly #programs: string;
  readonly #owner: { uid: number; gid: number } | undefined;
  #port = 0;
  #child: ChildProcess | undefined;
  #log = '';

  constructor(folder: string, programs: string) {
    this.#folder = folder;
    this.#programs = programs;
    this.#owner = unprivilegedOwner();
  }

  get url(): string {
    return `postgres://${superuser}@127.0.0.1:${this.#port}/postgres`;
  }

  async initialize(): Promise<void> {
    this.#port = await findFreePort();
    const data = join(this.#folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    if (this.#owner !== undefined) chownSync(data, this.#owner.uid, this.#owner.gid);
    // Databases sort by a language, not by byte, as they do on most servers: our schema must not depend on it.
    const collation = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US'];
    const { status, stdout, stderr } = spawnSync(
      join(this.#programs, 'initdb'),
      ['-D', data, '-U', superuser, '--auth=trust', '--no-sync', ...collation],
      { ...this.#owner, cwd: this.#folder, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`initdb failed:\n${stdout}${stderr}`);
  }

  async start(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(this.#port),
      unix_socket_directories: '',
      max_connections: '100',
    };
    const child = spawn(
      join(this.#programs, 'postgres'),
      [
        '-D',
        join(this.#folder, 'data'),
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      { ...this.#owner, cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    child.unref();
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#log += text;
    });
    // A running server does not keep the test file alive: the janitor ends it.
    (child.stderr as unknown as { unref(): void }).unref();
    this.#child = child;
    await until('PostgreSQL to accept connections', () => this.#isReady());
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    child.kill('SIGQUIT');
    await until('PostgreSQL to end', () => hasEnded(child));
  }

  async #isReady(): Promise<boolean> {
    if (this.#child === undefined || hasEnded(this.#child)) throw new Error(`PostgreSQL did not start:\n${this.#log}`);
    const client = new pg.Client({ connectionString: this.url });
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** PostgreSQL refuses to run as root: it runs as `nobody` then, which every system has. */
function unprivilegedOwner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const nobody = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m);
  if (nobody === null) throw new Error('As root the tests run PostgreSQL as the user "nobody", which is missing.');
  return { uid: Number(nobody[1]), gid: Number(nobody[2]) };
}

/**
 * Waits for this process to end, which closes the pipe between them even after SIGKILL; then ends
 * the server, if it runs, and removes the folder. In a process group of its own, so that Ctrl-C
 * does not reach it.
 */
function startJanitor(folder: string): ChildProcess {
  const script = `
    cat >/dev/null
    if pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null); then
      kill -QUIT "$pid" 2>/dev/null
      tries=0
      while kill -0 "$pid" 2>/dev/null && [ $tries -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
    fi
    rm -rf "$1"`;
  const janitor = spawn('sh', ['-c', script, 'janitor', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.unref();
  (janitor.stdin as unknown as { unref(): void }).unref();
  return janitor;
}
