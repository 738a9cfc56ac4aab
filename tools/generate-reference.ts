// Writes docs/reference. With --check it writes nothing and fails when what is there is not what it would write.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { referenceFiles } from '../packages/server/src/reference.ts';

const folder = resolve(import.meta.dirname, '../docs/reference');
const files = referenceFiles();

if (process.argv.includes('--check')) {
  const present = await readdir(folder).catch(() => []);
  const stale = present.filter((name) => !(name in files));
  for (const [name, text] of Object.entries(files)) {
    if ((await readFile(join(folder, name), 'utf8').catch(() => undefined)) !== text) stale.push(name);
  }
  for (const name of stale) console.error(`docs/reference/${name} is out of date: run "npm run generate"`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  console.log(`docs/reference: ${Object.keys(files).join(', ')}`);
}
