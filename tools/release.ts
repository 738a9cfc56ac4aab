/**
 * Makes a release of the commit that is checked out, in a clone of its own, so that nothing that is not committed gets into it:
 *
 *     npm run release -- 0.2.0          packages, SBOMs, checksums and notes in release/v0.2.0; then commit and tag
 *     npm run release -- --dry-run      the same for the version of package.json, without commit and tag
 *
 * It sends nothing anywhere. Until everything has succeeded it changes nothing in the repository either.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readChanges, releaseChanges } from './changes.ts';
import { placeholderHost, setLockVersion, setVersion, wrongInSbom } from './release-files.ts';

/** Run by npx and not installed: the second brings 53 packages and 38 MB, which only a release needs. */
const publint = 'publint@0.3.25';
const attw = '@arethetypeswrong/cli@0.18.5';

/** What is published, and whether services import it. */
const published = [
  { name: '@chaveiro/sdk', folder: 'packages/sdk', hasTypes: true },
  { name: 'chaveiro', folder: 'packages/server', hasTypes: false },
] as const;

const repository = resolve(import.meta.dirname, '..');
const { values, positionals } = parseArgs({ options: { 'dry-run': { type: 'boolean' } }, allowPositionals: true });
const isTrial = values['dry-run'] ?? false;
const version = positionals[0] ?? readJson(join(repository, 'package.json')).version;
const tag = `v${version}`;

checkThatItMayBegin();
const temporary = mkdtempSync(join(tmpdir(), 'chaveiro-release-'));
const clone = join(temporary, 'repository');
const out = join(repository, 'release', tag);
try {
  const files = release();
  console.log(`\n${files.map((file) => `release/${tag}/${file}`).join('\n')}`);
  console.log(
    isTrial
      ? '\nA dry run: no commit, no tag.'
      : `\nCommitted and tagged ${tag}. What sends it: CONTRIBUTING.md, "Releases".`,
  );
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

function checkThatItMayBegin(): void {
  const problems = [];
  if (!/^\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/.test(version)) problems.push(`"${version}" is not a version such as 0.2.0.`);
  if (git(repository, 'tag', '--list', tag) !== '') problems.push(`${tag} is tagged already: name the next version.`);
  const undecided = git(repository, 'ls-files', '*package.json', '*.md')
    .split('\n')
    .filter((file) => readFileSync(join(repository, file), 'utf8').includes(placeholderHost))
    .join(', ');
  if (!isTrial) {
    if (positionals.length !== 1) problems.push('Name the version: npm run release -- 0.2.0');
    if (git(repository, 'status', '--porcelain') !== '') problems.push('There are changes that are not committed.');
    if (undecided !== '')
      problems.push(`${placeholderHost} is a placeholder: put your addresses in its place in ${undecided}.`);
  } else if (undecided !== '') {
    console.log(`Before a release: put your addresses in the place of ${placeholderHost} in ${undecided}.`);
  }
  if (problems.length === 0) return;
  for (const each of problems) console.error(each);
  process.exit(1);
}

/** Makes everything; answers the names of the files that are in `out`. */
function release(): string[] {
  step('a clone of the commit, with the packages of its lock');
  git(repository, 'clone', '--quiet', '--no-hardlinks', repository, clone);
  run('npm', 'ci', '--prefer-offline', '--loglevel=error');

  step(`version ${version}, changelog and notes`);
  for (const file of ['.', 'packages/engine', 'packages/admin', ...published.map(({ folder }) => folder)]) {
    rewrite(join(clone, file, 'package.json'), (manifest) => setVersion(manifest, version));
  }
  rewrite(join(clone, 'package-lock.json'), (lock) => setLockVersion(lock, version));
  const notes = writeNotes();
  run('npm', 'run', '--silent', 'generate');

  step('the checks');
  run('npm', 'run', '--silent', 'check');

  step('built and packed');
  run('npm', 'run', '--silent', 'build');
  const packed = join(temporary, 'packed');
  mkdirSync(packed);
  run(
    'npm',
    'pack',
    '--silent',
    `--pack-destination=${packed}`,
    ...published.map(({ folder }) => `--workspace=${folder}`),
  );
  for (const each of published) checkPacked(packed, each);

  writeFileSync(join(packed, 'NOTES.md'), notes);
  const files = readdirSync(packed).sort();
  const sums = files.map(
    (file) =>
      `${createHash('sha256')
        .update(readFileSync(join(packed, file)))
        .digest('hex')}  ${file}`,
  );
  writeFileSync(join(packed, 'SHA256SUMS'), `${sums.join('\n')}\n`);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const file of [...files, 'SHA256SUMS']) copyFileSync(join(packed, file), join(out, file));
  if (!isTrial) commitAndTag(join(out, 'NOTES.md'));
  return [...files, 'SHA256SUMS'];
}

/** Moves the changes into the changelog of the clone; answers the notes of the release. */
function writeNotes(): string {
  const { changes, wrong } = readChanges(join(clone, 'changes'));
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  const file = join(clone, 'CHANGELOG.md');
  const day = new Date().toISOString().slice(0, 10);
  const { changelog, notes } = releaseChanges(readFileSync(file, 'utf8'), changes, { version, day });
  writeFileSync(file, changelog);
  for (const each of readdirSync(join(clone, 'changes'))) {
    if (each !== 'README.md') rmSync(join(clone, 'changes', each));
  }
  return `# Chaveiro ${version}\n\n${notes}`;
}

/** Looks at a packed package as those who install it do, and writes its bill of materials beside it. */
function checkPacked(packed: string, { name, hasTypes }: (typeof published)[number]): void {
  const stem = `${name.replace('@', '').replace('/', '-')}-${version}`;
  const tarball = join(packed, `${stem}.tgz`);
  step(`${basename(tarball)}: manifest${hasTypes ? ', types' : ''}, bill of materials`);
  run('npx', '--yes', publint, 'run', tarball, '--strict');
  if (hasTypes) run('npx', '--yes', attw, tarball, '--profile', 'esm-only');

  // Of the unpacked package, for of a workspace npm tells a part of what is installed; in a folder of its name, for npm takes it from there.
  const unpacked = join(temporary, 'unpacked', name);
  mkdirSync(unpacked, { recursive: true });
  run('tar', '-xzf', tarball, '-C', unpacked, '--strip-components=1');
  // What it was built with is inside of it; npm would look for it beside it.
  rewrite(join(unpacked, 'package.json'), ({ devDependencies: _builtWith, ...manifest }) => manifest);
  const shrinkwrapFile = join(unpacked, 'npm-shrinkwrap.json');
  const shrinkwrap = existsSync(shrinkwrapFile) ? readJson(shrinkwrapFile) : null;
  if (shrinkwrap === null) {
    const { dependencies = {} } = readJson(join(unpacked, 'package.json'));
    if (Object.keys(dependencies).length > 0) throw new Error(`${name} needs packages, and no shrinkwrap fixes them.`);
    const own = { name, version };
    writeFileSync(shrinkwrapFile, JSON.stringify({ ...own, lockfileVersion: 3, packages: { '': own } }));
  }
  const sbom = execFileSync(
    'npm',
    ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only', '--omit=dev'],
    { cwd: unpacked, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const wrong = wrongInSbom(JSON.parse(sbom), { name, version }, shrinkwrap);
  if (wrong.length > 0) throw new Error(`The bill of materials of ${name}: ${wrong.join(', ')}.`);
  writeFileSync(join(packed, `${stem}.cdx.json`), sbom);
}

/** In the clone first, so that the repository gets one commit that is whole, or nothing. */
function commitAndTag(notes: string): void {
  for (const name of ['user.name', 'user.email']) {
    git(clone, 'config', name, execFileSync('git', ['config', name], { cwd: repository, encoding: 'utf8' }).trim());
  }
  git(clone, 'add', '--all');
  git(clone, 'commit', '--quiet', '--message', `chore(release): ${tag}`);
  git(repository, 'fetch', '--quiet', clone, 'HEAD');
  git(repository, 'merge', '--quiet', '--ff-only', 'FETCH_HEAD');
  git(repository, 'tag', '--annotate', '--cleanup=verbatim', '--file', notes, tag);
}

function step(what: string): void {
  console.log(`\n▸ ${what}`);
}

/** Runs a program in the clone; its failure ends the release. */
function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { cwd: clone, stdio: ['ignore', 'inherit', 'inherit'] });
}

function git(folder: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}

// biome-ignore lint/suspicious/noExplicitAny: manifests and locks, whose form npm defines
function readJson(file: string): any {
  return JSON.parse(readFileSync(file, 'utf8'));
}

// biome-ignore lint/suspicious/noExplicitAny: manifests and locks, whose form npm defines
function rewrite(file: string, change: (content: any) => unknown): void {
  writeFileSync(file, `${JSON.stringify(change(readJson(file)), null, 2)}\n`);
}
