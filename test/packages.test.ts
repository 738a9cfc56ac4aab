/** What npm publishes: built, packed, installed and used as a stranger has it, without the repository's sources. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { callApi } from './support/api.ts';
import { Installation, type KeyPair } from './support/chaveiro.ts';
import { foreignWorkbook } from './support/foreign-workbook.ts';
import {
  type InstalledCommand,
  type PackedPackages,
  packageFolders,
  packPackages,
} from './support/installed-package.ts';
import { findFreePort } from './support/ports.ts';
import { startProcess } from './support/processes.ts';
import { repositoryFolder } from './support/repository.ts';
import { makeTempFolder } from './support/temp-folder.ts';
import { until } from './support/until.ts';

let packages: PackedPackages;
let installed: InstalledCommand;

before(async () => {
  packages = packPackages();
  installed = await packages.install();
});

/** With our own. A new one needs a reason that outweighs its age, advisories, licence and what it drags in. */
const packagesAtRunTime = 41;

/** What only `import vtex` needs. */
const readerOfWorkbooks = [
  'read-excel-file',
  'unzipper-esm',
  'graceful-fs',
  'node-int64',
  'fflate',
  'saxen',
  'worker-f',
];

/** npm puts what a shrinkwrap names below the package that has it. */
function findInstalled(name: string): string {
  const places = [join(installed.modules, 'chaveiro/node_modules', name), join(installed.modules, name)];
  return places.find(existsSync) ?? assert.fail(`${name} is not installed`);
}

/** Names and versions of what is installed below a `node_modules`, however deep. */
function installedBelow(modules: string): string[] {
  const names = readdirSync(modules).flatMap((name) => {
    if (name.startsWith('.')) return [];
    return name.startsWith('@') ? readdirSync(join(modules, name)).map((each) => `${name}/${each}`) : [name];
  });
  return names.flatMap((name) => {
    const { version } = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8'));
    const below = join(modules, name, 'node_modules');
    return [`${name}@${version}`, ...(existsSync(below) ? installedBelow(below) : [])];
  });
}

/** What the test of a real installation is skipped for where there is none. */
function withoutRegistry(): string | false {
  const { unreachable } = installed;
  if (unreachable === null) return false;
  assert.doesNotMatch(process.env.CHAVEIRO_REQUIRE ?? '', /\bregistry\b/, unreachable);
  return `npm has the packages neither in its cache nor in reach: ${unreachable.slice(0, 300)}`;
}

test('each package brings its program, its licence and a word on what it is', () => {
  for (const [name, needed] of [
    [
      '@chaveiro/sdk',
      [
        'dist/index.js',
        'dist/index.d.ts',
        'dist/fastify.js',
        'dist/fastify.d.ts',
        'dist/engine/index.js',
        'dist/engine/index.d.ts',
      ],
    ],
    [
      'chaveiro',
      [
        'bin/chaveiro.js',
        'dist/main.js',
        'dist/engine/index.js',
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

test('each package says what it is, where it comes from, and that it is for everybody', () => {
  for (const folder of Object.values(packageFolders)) {
    const manifest = JSON.parse(readFileSync(join(packages.folder, folder, 'package.json'), 'utf8'));
    const { description, keywords, license, repository, homepage, bugs, publishConfig } = manifest;
    assert.ok(description.length > 0 && keywords.length > 2, folder);
    assert.deepEqual({ license, publishConfig }, { license: 'Apache-2.0', publishConfig: { access: 'public' } });
    assert.deepEqual({ type: repository.type, directory: repository.directory }, { type: 'git', directory: folder });
    const home = repository.url.replace(/^git[+](https:.*)[.]git$/, '$1');
    assert.ok(
      homepage.startsWith(home) && bugs.startsWith(home),
      `${folder}: ${homepage} and ${bugs} are not at ${home}`,
    );
  }
});

test('no package brings sources, tests or their fixtures', () => {
  for (const { name, files } of packages.packed) {
    const strays = files.filter(({ path }) => /[.](test|fixture)[.]|^src\/|\/contract\/|(?<![.]d)[.]ts$/.test(path));
    assert.deepEqual(strays, [], name);
  }
});

test('the package fixes the version and the hash of everything that it is installed with', () => {
  assert.ok(packages.filesOf('chaveiro').some(({ path }) => path === 'npm-shrinkwrap.json'));
  const shrinkwrap = join(packages.folder, packageFolders.chaveiro, 'npm-shrinkwrap.json');
  const { '': own, ...others } = JSON.parse(readFileSync(shrinkwrap, 'utf8')).packages;
  assert.equal(Object.keys(others).length + 1, packagesAtRunTime);
  for (const [place, { version, integrity }] of Object.entries<{ version: string; integrity?: string }>(others)) {
    assert.match(version, /^\d+\.\d+\.\d+$/, place);
    assert.ok(integrity, place);
  }
  const { dependencies, optionalDependencies } = own;
  for (const version of Object.values({ ...dependencies, ...optionalDependencies }))
    assert.match(String(version), /^\d/);
});

test('an installation has at most 45 packages, in the versions that were tested', (t) => {
  const reason = withoutRegistry();
  if (reason) return t.skip(reason);
  const there = installedBelow(installed.modules);
  assert.equal(there.length, packagesAtRunTime, there.join(' '));
  const locked = JSON.parse(readFileSync(join(repositoryFolder, 'package-lock.json'), 'utf8')).packages;
  const tested = new Set(
    Object.entries<{ version: string }>(locked).map(
      ([place, { version }]) =>
        `${place.replace(/^.*node_modules\/|^packages\/server$/, (start) => (start.endsWith('server') ? 'chaveiro' : ''))}@${version}`,
    ),
  );
  assert.deepEqual(
    there.filter((each) => !each.startsWith('@chaveiro/') && !each.startsWith('chaveiro@') && !tested.has(each)),
    [],
  );
});

test('the packed command makes an account, takes in a workbook, serves and decides', async () => {
  const installation = new Installation({ bin: installed.bin });
  const { version } = JSON.parse(readFileSync(join(repositoryFolder, 'packages/server/package.json'), 'utf8'));
  assert.deepEqual(await installation.run(['--version']), { status: 0, stdout: `${version}\n`, stderr: '' });

  const { appKey, appToken } = await installation.createAccount('lojaverde');
  const file = join(makeTempFolder(), 'keys.xlsx');
  writeFileSync(file, foreignWorkbook({ Sheet: [['nothing of keys']] }));
  const imported = await installation.run(['import', 'vtex', file, '--account', 'lojaverde', '--dry-run']);
  assert.match(imported.stderr, /has no sheet of generated keys; its sheets are Sheet/);

  // Without the reader of workbooks, and what it brings, everything else works: no server loads any of it.
  if (installed.unreachable === null) {
    for (const name of readerOfWorkbooks) rmSync(findInstalled(name), { recursive: true });
    const refused = await installation.run(['import', 'vtex', file, '--account', 'lojaverde', '--dry-run']);
    assert.match(refused.stderr, /Run "npm install read-excel-file@[0-9.]+" beside Chaveiro/);
  }

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

test('a service with the packed SDK follows the packed command, decides as it does, and hears of a revocation', async (t) => {
  const installation = new Installation({ bin: installed.bin });
  const owner = await installation.createAccount('lojaverde');
  const key = await installation.createKey('lojaverde', 'ERP', ['Owner (Admin Super)']);
  const { url, process: server } = await installation.serve();
  t.after(() => server.stop());
  const { credential } = await installation.json<{ credential: string }>(
    ...['node', 'create', 'orders', '--account', 'lojaverde'],
  );
  const service = await startService(url, credential);
  t.after(() => service.process.stop());
  const ask = async ({ appKey, appToken }: KeyPair) => {
    const headers = { 'X-VTEX-API-AppKey': appKey, 'X-VTEX-API-AppToken': appToken };
    const answer = await fetch(service.url, { headers });
    return answer.headers.get('x-chaveiro-code') ?? (await answer.text());
  };
  assert.equal(await ask(key), `ok ${key.appKey}`);
  assert.equal(await ask({ ...key, appToken: owner.appToken }), 'invalid_credentials');
  await installation.json('key', 'deactivate', key.appKey, '--account', 'lojaverde');
  await until('the service to hear of it', async () => (await ask(key)) === 'key_inactive', 1_000);
  assert.equal(await ask(owner), `ok ${owner.appKey}`);

  // What the service has decided is use of the keys, like what a gateway has asked.
  await service.process.stop();
  await until('the use to be written', async () => {
    const { lastUsedAt } = await installation.json<{ lastUsedAt: string | null }>(
      ...['key', 'show', owner.appKey, '--account', 'lojaverde'],
    );
    return lastUsedAt !== null;
  });

  // Whoever is not let in is told so when the service starts, and not by every answer.
  await installation.json('node', 'revoke', 'orders');
  await assert.rejects(startService(url, credential), /does not accept the credential.*chaveiro node create/s);
  for (const secret of [credential, key.appToken, owner.appToken]) assert.ok(!service.process.output.includes(secret));
});

/** A program of somebody else, which has the package from npm. */
async function startService(url: string, credential: string) {
  const folder = makeTempFolder();
  const modules = join(folder, 'node_modules/@chaveiro/sdk');
  cpSync(join(packages.folder, packageFolders['@chaveiro/sdk'], 'dist'), join(modules, 'dist'), { recursive: true });
  cpSync(join(packages.folder, packageFolders['@chaveiro/sdk'], 'package.json'), join(modules, 'package.json'));
  writeFileSync(
    join(folder, 'service.mjs'),
    `import { createServer } from 'node:http';
    import { createChaveiro } from '@chaveiro/sdk';
    import { requireAnyOf } from '@chaveiro/sdk/node';
    const { URL: url, CREDENTIAL: credential, PORT: port } = process.env;
    const chaveiro = await createChaveiro({ url, credential, account: 'lojaverde' });
    const mayView = requireAnyOf(chaveiro, { anyOf: ['ViewApiKeys'] });
    const server = createServer((request, response) => {
      const decision = mayView(request, response);
      if (decision !== null) response.end('ok ' + decision.key.appKey);
    });
    server.listen(Number(port), '127.0.0.1');
    process.once('SIGTERM', async () => {
      await chaveiro.close();
      process.exit(0);
    });`,
  );
  const port = await findFreePort();
  const env = { URL: url, CREDENTIAL: credential, PORT: String(port) };
  const service = startProcess(process.execPath, [join(folder, 'service.mjs')], { env });
  const address = `http://127.0.0.1:${port}`;
  await service.waitUntil('it listens', () =>
    fetch(address).then(
      () => true,
      () => false,
    ),
  );
  return { url: address, process: service };
}

test('what V8 compiled of the packed command is kept beside it, and not where others could put it', async () => {
  const { bin } = installed;
  const elsewhere = makeTempFolder();
  await new Installation({ bin }).run(['--version'], { settings: { TMPDIR: elsewhere, NODE_COMPILE_CACHE: '' } });
  assert.deepEqual(readdirSync(elsewhere), []);
  assert.ok(readdirSync(join(bin, '../../.compile-cache')).length > 0);
});
