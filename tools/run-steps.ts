import { spawn } from 'node:child_process';

/** A command that has to succeed. */
export interface Step {
  /** What it looks at, in a word or two. */
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly env?: Readonly<Record<string, string>>;
}

export interface StepResult {
  readonly status: number;
  /** What it wrote, to both streams, in the order in which it came. */
  readonly output: string;
  readonly seconds: number;
}

/** Runs a command to its end. */
export function runStep({ command: [program, ...args], env }: Step): Promise<StepResult> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const chunks: string[] = [];
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
    }
    const end = (status: number) =>
      resolve({ status, output: chunks.join(''), seconds: (performance.now() - startedAt) / 1_000 });
    child.on('error', (error) => {
      chunks.push(`${error.message}\n`);
      end(1);
    });
    child.on('close', (status) => end(status ?? 1));
  });
}

/**
 * Runs steps, as many at once as `lanes` says, and tells of each when it ends: of one that fails with all that it wrote.
 *
 * @returns whether all of them succeeded; all are run, also after one has failed
 */
export async function runSteps(steps: readonly Step[], lanes: number): Promise<boolean> {
  const waiting = [...steps];
  let isGreen = true;
  async function work(): Promise<void> {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const { status, output, seconds } = await runStep(step);
      console.log(`${status === 0 ? '✔' : '✖'} ${step.name} (${seconds.toFixed(1)} s)`);
      if (status === 0) continue;
      isGreen = false;
      process.stdout.write(output);
    }
  }
  await Promise.all(Array.from({ length: lanes }, work));
  return isGreen;
}
