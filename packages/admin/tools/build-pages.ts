// Builds the administration pages into packages/server/dist/pages, unless what is there was made of the same sources.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');
const sources = ['packages/admin', 'package-lock.json'];
const outputFolder = join(root, 'packages/server/dist/pages');
const stampFile = join(outputFolder, 'sources.txt');

/** Of every file that the build reads, by name and content: times of files say nothing after a `git checkout`. */
function sourcesHash(): string {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesOf(join(root, source))) {
      hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

function filesOf(path: string): string[] {
  // A copy for tests may have no lock file.
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && !/node_modules|[.]test[.]/.test(join(entry.parentPath, entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const hash = sourcesHash();
const built = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
if (built !== hash) {
  console.error('Building the pages (once after each change of their sources) …');
  const { build } = await importVite();
  const startedAt = performance.now();
  await build({ configFile: join(root, 'packages/admin/vite.config.ts'), logLevel: 'warn' });
  writeFileSync(stampFile, hash);
  console.error(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
}

async function importVite(): Promise<typeof import('vite')> {
  try {
    return await import('vite');
  } catch {
    console.error('Vite is not installed, so the pages cannot be built: run "npm ci" without --omit=dev.');
    // The server runs without them, and says so where they would be.
    process.exit(process.argv.includes('--optional') ? 0 : 1);
  }
}
