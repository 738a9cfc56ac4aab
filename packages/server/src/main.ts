import { run } from './cli/run.ts';
import { processTerminal } from './cli/terminal.ts';

// Not `process.exit`: what was written to a pipe has to arrive first.
process.exitCode = await run(process.argv.slice(2), processTerminal());
