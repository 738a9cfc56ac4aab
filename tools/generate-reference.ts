// Writes docs/reference, and the types of the pages' client. With --check it writes nothing and fails when what is there
// is not what it would write.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { referenceFiles } from '../packages/server/src/reference.ts';
import { type ApiDescription, apiTypes } from './api-types.ts';
import { sdkSurface } from './sdk-surface.ts';

const root = resolve(import.meta.dirname, '..');
const folder = 'docs/reference';

const reference = referenceFiles();
const description = JSON.parse(reference['openapi.json'] ?? '') as ApiDescription;
const files = new Map([
  ...Object.entries(reference).map(([name, text]) => [join(folder, name), text] as const),
  ['packages/admin/src/api/api-types.ts', apiTypes(description)],
  [join(folder, 'sdk.txt'), sdkSurface(root)],
]);

if (process.argv.includes('--check')) {
  const present = await readdir(join(root, folder)).catch(() => []);
  const stale = present.map((name) => join(folder, name)).filter((path) => !files.has(path));
  for (const [path, text] of files) {
    if ((await readFile(join(root, path), 'utf8').catch(() => undefined)) !== text) stale.push(path);
  }
  for (const path of stale) console.error(`${path} is out of date: run "npm run generate"`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  await mkdir(join(root, folder), { recursive: true });
  for (const [path, text] of files) await writeFile(join(root, path), text);
  console.log(`written: ${[...files.keys()].join(', ')}`);
}
