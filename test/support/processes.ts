import { type ChildProcess, spawn } from 'node:child_process';
import { atEnd } from './at-end.ts';
import { until } from './until.ts';

export interface StartOptions {
  readonly cwd?: string;
  /** The whole environment: nothing of the tester's own settings reaches a process under test. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A program that a test started. It is killed when the test process ends. */
export class RunningProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  #output = '';

  constructor(name: string, child: ChildProcess) {
    this.name = name;
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.name} did not start`);
    return this.#child.pid;
  }

  /** Standard output and standard error so far, as they came. */
  get output(): string {
    return this.#output;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Ends it and waits until it is gone. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.isRunning) this.signal(signal);
    await until(`${this.name} to end`, () => !this.isRunning);
  }

  /** Waits for a condition, and fails at once, with what it printed, when the process ends before. */
  async waitUntil(what: string, ask: () => Promise<boolean>): Promise<void> {
    await until(`${this.name}: ${what}`, async () => {
      if (!this.isRunning) throw new Error(`${this.name} ended with ${this.exitCode} before ${what}:\n${this.output}`);
      return ask();
    }).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.output}`);
    });
  }
}

/** Starts a program that runs until it is stopped. */
export function startProcess(path: string, args: readonly string[], options: StartOptions = {}): RunningProcess {
  const child = spawn(path, args, {
    cwd: options.cwd,
    env: { PATH: process.env.PATH, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that its end takes along what it started: nginx's workers survive their master.
    detached: true,
  });
  // A process that still runs does not keep the test file alive: its end kills the process instead.
  child.unref();
  for (const stream of [child.stdout, child.stderr]) (stream as unknown as { unref(): void }).unref();
  child.on('error', (error) => console.error(`${path}: ${error.message}`));
  atEnd(() => killGroup(child));
  return new RunningProcess(path, child);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // Nobody of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
