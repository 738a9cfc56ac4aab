import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { atEnd } from './at-end.ts';
import type { CommandResult } from './chaveiro.ts';
import { compileCacheFolder, repositoryFolder } from './repository.ts';

const hostFile = join(repositoryFolder, 'packages/server/src/cli/command-host.fixture.ts');

let host: CommandHost | undefined;

/** Runs a command of Chaveiro in a process that this test process keeps for all of them. */
export function runInHost(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  input: string,
): Promise<CommandResult> {
  host ??= new CommandHost();
  return host.run(argv, env, input);
}

class CommandHost {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (result: CommandResult) => void>();
  #lastId = 0;

  constructor() {
    const child = spawn(process.execPath, ['--conditions=source', hostFile], {
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: compileCacheFolder },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child = child;
    createInterface(child.stdout).on('line', (line) => {
      const { id, ...result } = JSON.parse(line) as CommandResult & { id: number };
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#keepAlive(false);
    });
    child.on('exit', () => {
      for (const resolve of this.#waiting.values()) resolve({ status: -1, stdout: '', stderr: 'The host has ended.' });
    });
    this.#keepAlive(false);
    atEnd(() => child.kill('SIGKILL'));
  }

  run(argv: readonly string[], env: Readonly<Record<string, string>>, input: string): Promise<CommandResult> {
    const id = ++this.#lastId;
    this.#keepAlive(true);
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.stdin?.write(`${JSON.stringify({ id, argv, env, input })}\n`);
    });
  }

  /** A host that has nothing to do does not keep the test process alive. */
  #keepAlive(isBusy: boolean): void {
    const { stdin, stdout } = this.#child;
    for (const handle of [this.#child, stdin, stdout] as unknown as { ref(): void; unref(): void }[]) {
      if (isBusy) handle.ref();
      else handle.unref();
    }
  }
}
