/** Everything that can be said of the sources without running them: `npm run check`. Exit status 1 when something is wrong. */
import { availableParallelism } from 'node:os';
import { checkSteps } from './check-steps.ts';
import { runSteps } from './run-steps.ts';

if (!(await runSteps(checkSteps, availableParallelism()))) process.exitCode = 1;
