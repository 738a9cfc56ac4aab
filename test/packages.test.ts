/** What npm publishes: built, packed, installed and used as a stranger has it, without the repository's sources. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { callApi } from './support/api.ts';
import { Installation } from './support/chaveiro.ts';
import { type PackedPackages, packageFolders, packPackages } from './support/installed-package.ts';
import { repositoryFolder } from './support/repository.ts';
import { makeTempFolder } from './support/temp-folder.ts';

let packages: PackedPackages;

before(() => {
  packages = packPackages();
});

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
    const paths = packages.filesOf(name).map(({ path }) => path);
    for (const path of [...needed, 'package.json', 'LICENSE', 'README.md']) {
      assert.ok(paths.includes(path), `${name} lacks ${path}`);
    }
    const licence = readFileSync(join(packages.folder, packageFolders[name], 'LICENSE'), 'utf8');
    assert.equal(licence, readFileSync(join(repositoryFolder, 'LICENSE'), 'utf8'), `the licence of ${name}`);
  }
  const launcher = packages.filesOf('chaveiro').find(({ path }) => path === 'bin/chaveiro.js');
  assert.equal(launcher?.mode, 0o755);
});

test('no package brings sources, tests or their fixtures', () => {
  for (const { name, files } of packages.packed) {
    const strays = files.filter(({ path }) => /[.](test|fixture)[.]|^src\/|\/contract\/|(?<![.]d)[.]ts$/.test(path));
    assert.deepEqual(strays, [], name);
  }
});

test('the packed command makes an account, serves and decides', async () => {
  const installation = new Installation({ bin: packages.install() });
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

test('what V8 compiled of the packed command is kept beside it, and not where others could put it', async () => {
  const bin = packages.install();
  const elsewhere = makeTempFolder();
  await new Installation({ bin }).run(['--version'], { settings: { TMPDIR: elsewhere, NODE_COMPILE_CACHE: '' } });
  assert.deepEqual(readdirSync(elsewhere), []);
  assert.ok(readdirSync(join(bin, '../../.compile-cache')).length > 0);
});
