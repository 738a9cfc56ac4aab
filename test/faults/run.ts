/**
 * Plants each fault in a copy of the repository, runs the test that has to notice it, and reports:
 * `npm run test:faults`, or with names of faults as arguments only those.
 *
 * Exit status 1 when a fault was missed, does not apply, or broke the program instead of planting a
 * mistake in it.
 */
import { spawnSync } from 'node:child_process';
import { copyRepository } from '../support/repository-copy.ts';
import { applyFault, type Fault, readFaults } from './fault.ts';

/** The parts that are needed to run tests. */
const copied = [
  'packages',
  'bench',
  'test',
  'examples',
  'docs',
  'LICENSE',
  'package.json',
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

function runTest(folder: string, { testFile, testTitle }: Fault): TestRun {
  const only = testTitle === null ? [] : [`--test-name-pattern=${testTitle}`];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=source', '--test', '--test-reporter=tap', ...only, testFile],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: testTimeoutMs },
  );
  const failed = [...stdout.matchAll(/^\s*not ok \d+ - (.+)$/gm)].map((match) => match[1] as string);
  return {
    isGreen: status === 0,
    failedTest: failed.find((title) => !title.includes('.test.ts')),
    output: stdout + stderr,
  };
}

function verdictOn(fault: Fault, folder: string): { isCaught: boolean; text: string } {
  const complaint = applyFault(fault, folder, 'apply');
  if (complaint !== null) return { isCaught: false, text: `DOES NOT APPLY: ${complaint}` };
  const { isGreen, failedTest, output } = runTest(folder, fault);
  applyFault(fault, folder, 'undo');
  if (failedTest !== undefined) return { isCaught: true, text: `caught by "${failedTest}"` };
  if (isGreen) return { isCaught: false, text: `MISSED by ${namedTest(fault)}` };
  return { isCaught: false, text: `BROKEN: no test of ${namedTest(fault)} ran\n${output.slice(-2000)}` };
}

function namedTest({ testFile, testTitle }: Fault): string {
  return testTitle === null ? testFile : `${testFile} › ${testTitle}`;
}

const chosen = process.argv.slice(2);
const faults = readFaults().filter(({ name }) => chosen.length === 0 || chosen.includes(name));
const folder = copyRepository(copied);
let caught = 0;

// A test that is red without a fault would catch everything.
const green = new Map<string, boolean>();
for (const fault of faults) {
  let isGreen = green.get(namedTest(fault));
  if (isGreen === undefined) {
    isGreen = runTest(folder, fault).isGreen;
    green.set(namedTest(fault), isGreen);
  }
  const { isCaught, text } = isGreen
    ? verdictOn(fault, folder)
    : { isCaught: false, text: `${namedTest(fault)} FAILS WITHOUT ANY FAULT` };
  if (isCaught) caught++;
  console.log(`${isCaught ? '✔' : '✖'} ${fault.name} (${fault.breaks}): ${fault.mistake}\n    ${text}`);
}

console.log(`\n${caught} of ${faults.length} planted faults caught.`);
process.exitCode = caught === faults.length && faults.length > 0 ? 0 : 1;
