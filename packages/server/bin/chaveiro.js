#!/usr/bin/env node
// Plain JavaScript, and nothing that an old Node could not read: it has to run on whatever Node started it.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
const source = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const isCheckout = existsSync(source);

if (major < 24 || (major === 24 && minor < 7)) {
  process.stderr.write(
    `Chaveiro needs Node 24.7 or later; this is Node ${process.versions.node} (${process.execPath}).\n` +
      (isCheckout
        ? 'In a checkout, "npm ci" (without --omit=optional) brings a suitable one for npm scripts: try "npm start".\n'
        : 'Install a newer Node, then try again.\n'),
  );
  process.exitCode = 1;
} else if (!isCheckout) {
  await import('../dist/main.js');
} else if (process.execArgv.includes('--conditions=source')) {
  await import('../src/main.ts');
} else {
  // The condition under which our packages resolve to their TypeScript can only be given when Node starts, and worker
  // threads inherit it only then. So the process replaces itself: same process id, streams and signals, nothing beside it.
  process.execve(
    process.execPath,
    [
      process.execPath,
      ...process.execArgv,
      '--conditions=source',
      fileURLToPath(import.meta.url),
      ...process.argv.slice(2),
    ],
    process.env,
  );
}
