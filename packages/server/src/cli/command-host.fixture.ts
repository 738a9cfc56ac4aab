/**
 * Runs one command after the other in one process, for tests that need a few dozen of them before they can begin: to start the
 * program takes longer than most commands. A line of JSON with what to run comes in, one with what it came to goes out.
 */
import { createInterface } from 'node:readline';
import { runCaptured } from './captured-terminal.fixture.ts';

interface Asked {
  readonly id: number;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly input: string;
}

createInterface(process.stdin).on('line', async (line) => {
  const { id, argv, env, input } = JSON.parse(line) as Asked;
  process.stdout.write(`${JSON.stringify({ id, ...(await runCaptured(argv, env, input)) })}\n`);
});
