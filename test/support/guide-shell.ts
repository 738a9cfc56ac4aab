import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { atEnd } from './at-end.ts';
import { chaveiroBin, compileCacheFolder } from './repository.ts';
import { makeTempFolder } from './temp-folder.ts';
import { until } from './until.ts';

const timeoutMs = 120_000;

/** What a command says of work that takes longer than a second, as on a machine that is busy: no guide shows it. */
const progress = /^chaveiro: .*, \d+ s\n/gm;

/** A shell in which the examples of one guide are typed, one after the other, in a folder of its own. */
export class GuideShell {
  readonly #folder = makeTempFolder();
  readonly #mark = `end-of-example-${randomUUID()}`;
  readonly #child: ChildProcess;
  #output = '';
  #count = 0;

  /** @param settings the environment, besides a PATH on which `chaveiro` is the repository's own */
  constructor(settings: Readonly<Record<string, string>>) {
    const bin = join(this.#folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'chaveiro'), `#!/bin/sh\nexec '${process.execPath}' '${chaveiroBin}' "$@"\n`);
    chmodSync(join(bin, 'chaveiro'), 0o755);
    const path = [bin, dirname(process.execPath), process.env.PATH].join(delimiter);
    const env = { PATH: path, HOME: this.#folder, NODE_COMPILE_CACHE: compileCacheFolder, ...settings };
    this.#child = spawn('sh', ['-eu'], { cwd: this.#folder, env, stdio: 'pipe', detached: true });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
    });
    // A shell that has ended takes no more lines: `run` tells what it printed before.
    this.#child.stdin?.on('error', () => {});
    this.#type('exec 2>&1');
    atEnd(() => this.#kill());
  }

  /** Runs one example to its end and answers what it printed. Throws when a command of it failed, or did not when meant to. */
  async run(code: string, isMeantToFail: boolean): Promise<string> {
    this.#count += 1;
    const file = join(this.#folder, `example-${this.#count}.sh`);
    writeFileSync(file, code);
    const start = this.#output.length;
    // The examples must not read the lines that come after them.
    const source = `. '${file}' </dev/null`;
    this.#type(isMeantToFail ? `set +e; ${source}; status=$?; set -e` : `${source}; status=0`);
    this.#type(`printf '%s %s\\n' ${this.#mark} "$status"`);
    const [printed = '', status] = await until(
      'an example to end',
      () => {
        const [before = '', after] = this.#output.slice(start).split(`${this.#mark} `);
        if (after?.endsWith('\n')) return [before, after.trim()];
        if (this.#child.exitCode === null && this.#child.signalCode === null) return undefined;
        throw new Error(`a command failed with status ${this.#child.exitCode}, after this was printed:\n${before}`);
      },
      timeoutMs,
    );
    if (isMeantToFail && status === '0') throw new Error(`the last command was to fail, and did not:\n${printed}`);
    return printed.replaceAll(progress, '');
  }

  /** Ends the shell and waits until it is gone. */
  async close(): Promise<void> {
    this.#child.stdin?.end();
    await until('the shell to end', () => this.#child.exitCode !== null || this.#child.signalCode !== null);
  }

  #type(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  #kill(): void {
    try {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL');
    } catch (error) {
      // Nobody of the group is left.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
