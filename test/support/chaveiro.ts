import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { runInHost } from './command-host.ts';
import { findFreePort } from './ports.ts';
import { type RunningProcess, startProcess } from './processes.ts';
import { chaveiroBin, compileCacheFolder } from './repository.ts';
import { makeTempFolder } from './temp-folder.ts';

/** The tests start the command some hundred times: Node keeps what it compiled from one to the next. */
const compileCache = { NODE_COMPILE_CACHE: compileCacheFolder };

/** What a command came to. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A key pair, as `key create` prints it. */
export interface KeyPair {
  readonly id: string;
  readonly appKey: string;
  readonly appToken: string;
}

export interface InstallationOptions {
  /** The launcher of the command. Default: the repository's own. */
  readonly bin?: string;
  /** Default: SQLite in the installation's folder. */
  readonly databaseUrl?: string;
  /** More settings, by the name of their variable. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A database with its pepper file, and the command line that works on it, as a user has them. */
export class Installation {
  readonly folder = makeTempFolder();
  readonly settings: Readonly<Record<string, string>>;

  readonly #bin: string;

  constructor(options: InstallationOptions = {}) {
    this.#bin = options.bin ?? chaveiroBin;
    this.settings = {
      CHAVEIRO_DATA_DIR: this.folder,
      ...(options.databaseUrl === undefined ? {} : { CHAVEIRO_DATABASE_URL: options.databaseUrl }),
      ...options.settings,
    };
  }

  /** The file of the SQLite database. */
  get databaseFile(): string {
    return join(this.folder, 'chaveiro.db');
  }

  /** Runs one command to its end. */
  run(
    args: readonly string[],
    options: { input?: string; settings?: Record<string, string> } = {},
  ): Promise<CommandResult> {
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [this.#bin, ...args],
        {
          env: { PATH: process.env.PATH, ...compileCache, ...this.settings, ...options.settings },
          maxBuffer: 64 * 1024 * 1024,
        },
        (error, stdout, stderr) => resolve({ status: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
      );
      child.stdin?.end(options.input ?? '');
    });
  }

  /**
   * Runs one command with `--json` and answers what it printed; throws when it fails. Of the repository's own program in a process
   * that is there already, for this is how tests prepare what they need; a test about the command line itself uses `run`.
   */
  async json<T>(...args: string[]): Promise<T> {
    const argv = [...args, '--json'];
    const result = await (this.#bin === chaveiroBin ? runInHost(argv, this.settings, '') : this.run(argv));
    if (result.status !== 0) throw new Error(`chaveiro ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`);
    return JSON.parse(result.stdout) as T;
  }

  /** An account with a key that holds its Owner role. */
  async createAccount(name: string): Promise<KeyPair> {
    const created = await this.json<{ key: KeyPair }>(
      ...['account', 'create', name, '--owner', `owner@${name}.example`, '--with-key', 'owner'],
    );
    return created.key;
  }

  /** A key of the account, with roles by name. */
  createKey(account: string, label: string, roles: readonly string[] = []): Promise<KeyPair> {
    const given = roles.flatMap((role) => ['--role', role]);
    return this.json<KeyPair>('key', 'create', '--account', account, '--label', label, ...given);
  }

  /** Starts `chaveiro serve` and waits until it decides. */
  async serve(settings: Record<string, string> = {}): Promise<Server> {
    const port = Number(settings.CHAVEIRO_PORT ?? (await findFreePort()));
    const socket = join(this.folder, 'chaveiro.sock');
    const process_ = startProcess(process.execPath, [this.#bin, 'serve'], {
      env: { ...compileCache, ...this.settings, CHAVEIRO_PORT: String(port), CHAVEIRO_SOCKET: socket, ...settings },
    });
    const url = `http://127.0.0.1:${port}`;
    await process_.waitUntil('it is ready', () =>
      fetch(`${url}/readyz`).then(
        (answer) => answer.status === 200,
        () => false,
      ),
    );
    return { url, port, socket, process: process_ };
  }
}

/** A running `chaveiro serve`. */
export interface Server {
  readonly url: string;
  readonly port: number;
  readonly socket: string;
  readonly process: RunningProcess;
}
