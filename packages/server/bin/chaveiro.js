#!/usr/bin/env node
// Plain JavaScript, and nothing that an old Node could not read: it has to run on whatever Node started it.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
const source = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const isCheckout = existsSync(source);

// Options that can only be given when Node starts; worker threads inherit them only then.
const options = [
  // Under this condition our packages resolve to their TypeScript.
  ...(isCheckout ? ['--conditions=source'] : []),
  // An export reads an account of any size and holds a page of it, but V8 would let garbage pile up to twice as much
  // memory as all else takes. Nobody waits for decisions in this process.
  ...(process.argv[2] === 'export' ? ['--optimize-for-size'] : []),
];
const missing = options.filter((option) => !process.execArgv.includes(option));

if (major < 24 || (major === 24 && minor < 7)) {
  process.stderr.write(
    `Chaveiro needs Node 24.7 or later; this is Node ${process.versions.node} (${process.execPath}).\n` +
      (isCheckout
        ? 'In a checkout, "npm ci" (without --omit=optional) brings a suitable one for npm scripts: try "npm start".\n'
        : 'Install a newer Node, then try again.\n'),
  );
  process.exitCode = 1;
} else if (missing.length > 0 && process.platform !== 'win32') {
  // The process replaces itself: same process id, streams and signals, nothing beside it.
  process.execve(
    process.execPath,
    [process.execPath, ...process.execArgv, ...missing, fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    process.env,
  );
} else {
  // What V8 compiled stays beside the program: whoever can write there can change the program itself, which is not so
  // of Node's own place below the folder for temporary files. Where nobody may write, nothing is kept.
  if (!isCheckout) module.enableCompileCache(fileURLToPath(new URL('../.compile-cache', import.meta.url)));
  await import(isCheckout ? '../src/main.ts' : '../dist/main.js');
}
