/** What npm publishes: built, packed, installed and used as a stranger has it, without the repository's sources. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { callApi } from './support/api.ts';
import { Installation } from './support/chaveiro.ts';
import { repositoryFolder } from './support/repository.ts';
import { copyRepository, linkDependencies } from './support/repository-copy.ts';
import { makeTempFolder } from './support/temp-folder.ts';

/** A package, as `npm pack --json` describes it. */
interface Packed {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

const folders = { '@chaveiro/sdk': 'packages/sdk', chaveiro: 'packages/server' } as const;

let copy: string;
let packed: readonly Packed[];

function npm(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: copy, encoding: 'utf8' });
  assert.equal(status, 0, `npm ${args.join(' ')}:\n${stdout}${stderr}`);
  return stdout;
}

before(() => {
  copy = copyRepository(['packages', 'package.json', 'package-lock.json', 'tsconfig.base.json']);
  npm('run', '--silent', 'build');
  // The pages are private, and go out inside the server.
  const workspaces = Object.values(folders).map((folder) => `--workspace=${folder}`);
  packed = JSON.parse(npm('pack', '--dry-run', '--json', ...workspaces)) as Packed[];
});

function filesOf(name: keyof typeof folders) {
  const files = packed.find((each) => each.name === name)?.files;
  assert.ok(files, `npm packed ${packed.map((each) => each.name).join(', ')}`);
  return files;
}

test('each package brings its program, its licence and a word on what it is', () => {
  for (const [name, needed] of [
    ['@chaveiro/sdk', ['dist/index.js', 'dist/index.d.ts']],
    [
      'chaveiro',
      [
        'bin/chaveiro.js',
        'dist/main.js',
        'dist/storage/sqlite/worker.js',
        'dist/http/links/page/page.html',
        'dist/pages/index.html.br',
      ],
    ],
  ] as const) {
    const paths = filesOf(name).map(({ path }) => path);
    for (const path of [...needed, 'package.json', 'LICENSE', 'README.md']) {
      assert.ok(paths.includes(path), `${name} lacks ${path}`);
    }
    const licence = readFileSync(join(copy, folders[name], 'LICENSE'), 'utf8');
    assert.equal(licence, readFileSync(join(repositoryFolder, 'LICENSE'), 'utf8'), `the licence of ${name}`);
  }
  const launcher = filesOf('chaveiro').find(({ path }) => path === 'bin/chaveiro.js');
  assert.equal(launcher?.mode, 0o755);
});

test('no package brings sources, tests or their fixtures', () => {
  for (const { name, files } of packed) {
    const strays = files.filter(({ path }) => /[.](test|fixture)[.]|^src\/|\/contract\/|(?<![.]d)[.]ts$/.test(path));
    assert.deepEqual(strays, [], name);
  }
});

test('the packed command makes an account, serves and decides', async () => {
  const target = makeTempFolder();
  linkDependencies(target);
  for (const [name, folder] of Object.entries(folders)) {
    for (const { path } of filesOf(name as keyof typeof folders)) {
      cpSync(join(copy, folder, path), join(target, 'node_modules', name, path));
    }
  }
  const installation = new Installation({ bin: join(target, 'node_modules/chaveiro/bin/chaveiro.js') });
  const { version } = JSON.parse(readFileSync(join(repositoryFolder, 'packages/server/package.json'), 'utf8'));
  assert.deepEqual(await installation.run(['--version']), { status: 0, stdout: `${version}\n`, stderr: '' });

  const { appKey, appToken } = await installation.createAccount('lojaverde');
  const { url, process: server } = await installation.serve();
  try {
    const { status, body } = await callApi(url, null, 'POST', '/api/v1/verify', { appKey, appToken });
    assert.deepEqual({ status, code: body.code }, { status: 200, code: 'allowed' });
    const page = await fetch(`${url}/admin`);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /<div id="root">/);
  } finally {
    await server.stop();
  }
});
