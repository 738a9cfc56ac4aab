/**
 * What `npm test` promises: the checks, then every test. Exit status 1 when anything failed.
 *
 * Tests beside their sources share a process for each processor, for to load the program takes longer than most of them;
 * those that start Chaveiro as a program, or change what belongs to a process, have one for each file. All of them share one
 * PostgreSQL, in which each test makes databases of its own.
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { startPostgres } from '../test/support/postgres-server.ts';
import { checkSteps } from './check-steps.ts';
import { runSteps } from './run-steps.ts';

const lanes = availableParallelism();
const counts = { pass: 0, fail: 0, cancelled: 0, skipped: 0 };

/** Runs test files by Node's runner, passes on what it writes, and counts what it says at its end. */
function runFiles(files: readonly string[], options: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, ['--conditions=source', '--test', ...options, ...files], {
    env: { ...process.env, NODE_COMPILE_CACHE: 'node_modules/.cache/compiled-for-tests' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface(child.stdout).on('line', (line) => {
    const [, kind, number] = /^ℹ (pass|fail|cancelled|skipped) (\d+)$/.exec(line) ?? [];
    if (kind === undefined) console.log(line);
    else counts[kind as keyof typeof counts] += Number(number);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(status === 0));
  });
}

const buildPages = { name: 'pages built', command: ['node', 'packages/admin/tools/build-pages.ts'] } as const;
if (!(await runSteps([buildPages, ...checkSteps], lanes))) process.exit(1);

const files = globSync('{packages/*/{src,tools},tools,test}/**/*.test.ts').sort();
// Tests of commands share an installation a file, in a module that each process has once.
const together = files.filter((file) => file.startsWith('packages/') && !file.startsWith('packages/server/src/cli/'));
const apart = files.filter((file) => !together.includes(file));

const postgres = await startPostgres();
process.env.CHAVEIRO_TEST_POSTGRES_URL = postgres.url;
const shares = Array.from({ length: lanes }, (_, lane) => together.filter((_, i) => i % lanes === lane));
const results = await Promise.all(shares.map((share) => runFiles(share, ['--test-isolation=none'])));
results.push(await runFiles(apart, [`--test-concurrency=${lanes}`]));
await postgres.stop();

const failed = counts.fail + counts.cancelled;
console.log(`${files.length} files of tests`);
console.log(`${counts.pass} passed, ${failed} failed, ${counts.skipped} skipped`);
if (failed > 0 || counts.pass === 0 || results.includes(false)) process.exitCode = 1;
