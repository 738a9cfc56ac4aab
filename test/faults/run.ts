/**
 * Plants each fault in a copy of the repository, runs the test that has to notice it, and reports:
 * `npm run test:faults`. With names of faults as arguments only those; with `--changed [REVISION]` those whose places or test differ
 * from that revision (HEAD unless said), as far as git knows of them.
 *
 * Exit status 1 when a fault was missed, does not apply, or broke the program instead of planting a
 * mistake in it.
 */
import { execFile, execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { startPostgres } from '../support/postgres-server.ts';
import { repositoryFolder } from '../support/repository.ts';
import { copyRepository } from '../support/repository-copy.ts';
import { complaintAbout, type Fault, plant, readFaults } from './fault.ts';

/** The parts that are needed to run tests. */
const copied = [
  'packages',
  'bench',
  'test',
  'examples',
  'docs',
  'tools',
  'LICENSE',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.base.json',
];

/** A test that a fault keeps from ending has not caught it: it has to fail. */
const testTimeoutMs = 300_000;

interface TestRun {
  readonly isGreen: boolean;
  /** A test failed that is in the file, and not just the file as a whole: it could be read and ran. */
  readonly failedTest: string | undefined;
  readonly output: string;
}

interface Verdict {
  readonly isCaught: boolean;
  readonly text: string;
}

function runTest(folder: string, { testFile, testTitle }: Fault, env: NodeJS.ProcessEnv): Promise<TestRun> {
  const only = testTitle === null ? [] : [`--test-name-pattern=${testTitle}`];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--conditions=source', '--test', '--test-reporter=tap', ...only, testFile],
      { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: testTimeoutMs, env },
      (error, stdout, stderr) => {
        const failed = [...stdout.matchAll(/^\s*not ok \d+ - (.+)$/gm)].map((match) => match[1] as string);
        resolve({
          isGreen: error === null,
          failedTest: failed.find((title) => !title.includes('.test.ts')),
          output: stdout + stderr,
        });
      },
    );
  });
}

function namedTest({ testFile, testTitle }: Fault): string {
  return testTitle === null ? testFile : `${testFile} › ${testTitle}`;
}

async function verdictOn(fault: Fault, folder: string, env: NodeJS.ProcessEnv): Promise<Verdict> {
  const complaint = complaintAbout(fault, folder);
  if (complaint !== null) return { isCaught: false, text: `DOES NOT APPLY: ${complaint}` };
  const takeBack = plant(fault, folder);
  const { isGreen, failedTest, output } = await runTest(folder, fault, env).finally(takeBack);
  if (failedTest !== undefined) return { isCaught: true, text: `caught by "${failedTest}"` };
  if (isGreen) return { isCaught: false, text: `MISSED by ${namedTest(fault)}` };
  return { isCaught: false, text: `BROKEN: no test of ${namedTest(fault)} ran\n${output.slice(-2000)}` };
}

/** The faults of the command's arguments. Throws for a name that none has: a run over nothing would look as if all were caught. */
function chooseFaults(args: readonly string[]): Fault[] {
  const faults = readFaults();
  if (args.length === 0) return faults;
  if (args[0] === '--changed') {
    const git = (...words: string[]) =>
      execFileSync('git', words, { cwd: repositoryFolder, encoding: 'utf8' }).split('\n');
    const changed = new Set([
      ...git('diff', '--name-only', args[1] ?? 'HEAD'),
      ...git('ls-files', '--others', '--exclude-standard'),
    ]);
    return faults.filter(({ testFile, edits }) =>
      [testFile, ...edits.map(({ file }) => file)].some((f) => changed.has(f)),
    );
  }
  const unknown = args.find((name) => !faults.some((fault) => fault.name === name));
  if (unknown !== undefined) throw new Error(`No fault is called ${unknown}.`);
  return faults.filter(({ name }) => args.includes(name));
}

const faults = chooseFaults(process.argv.slice(2));
const waiting = [...Map.groupBy(faults, namedTest).values()];
const startedAt = performance.now();
let caught = 0;

// One server for all of them: to make one takes longer than most of the tests.
const postgres = await startPostgres();
const env = { ...process.env, CHAVEIRO_TEST_POSTGRES_URL: postgres.url };

/** Takes one test after the other, with all faults that it has to catch, and works in a copy of its own. */
async function work(): Promise<void> {
  const folder = copyRepository(copied);
  for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
    // A test that is red without a fault would catch everything.
    const { isGreen } = await runTest(folder, group[0] as Fault, env);
    for (const fault of group) {
      const { isCaught, text } = isGreen
        ? await verdictOn(fault, folder, env)
        : { isCaught: false, text: `${namedTest(fault)} FAILS WITHOUT ANY FAULT` };
      if (isCaught) caught++;
      console.log(`${isCaught ? '✔' : '✖'} ${fault.name} (${fault.breaks}): ${fault.mistake}\n    ${text}`);
    }
  }
}

await Promise.all(Array.from({ length: Math.min(availableParallelism(), waiting.length) }, work));
await postgres.stop();

const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
console.log(`\n${caught} of ${faults.length} planted faults caught in ${minutes} minutes.`);
process.exitCode = caught === faults.length ? 0 : 1;
