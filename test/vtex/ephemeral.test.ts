import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { verify } from '../support/api.ts';
import { Installation } from '../support/chaveiro.ts';
import { type RunningProcess, startProcess } from '../support/processes.ts';
import { chaveiroBin, compileCacheFolder } from '../support/repository.ts';

const pair = { appKey: 'vtexappkey-lojaverde-ABCDEF', appToken: 'a-token-that-a-test-knows' };

const seed = {
  accounts: [
    {
      name: 'lojaverde',
      roles: [{ name: 'Support', resources: ['OMSViewer', 'Get_Users_Paged', 'EditApiKeys'] }],
      users: [{ email: 'bia@example.com', roles: ['Support'] }],
      keys: [
        { label: 'Bridge', ...pair, roles: ['Support'] },
        { label: 'Paused', roles: ['OMS - Read only'], isActive: false },
      ],
    },
    { name: 'lojaazul' },
  ],
};

interface Started {
  readonly url: string;
  readonly database: string;
  readonly pepperFile: null;
  readonly accounts: number;
  readonly keys: readonly { readonly account: string; readonly appKey: string; readonly appToken: string }[];
}

/** Starts an ephemeral server, and waits until it says where it is, which it does once it decides. */
async function start(folder: string): Promise<{ process: RunningProcess; started: Started }> {
  const file = join(folder, 'seed.json');
  writeFileSync(file, JSON.stringify(seed));
  const args = [chaveiroBin, 'serve', '--ephemeral', '--seed', file, '--port', '0', '--json'];
  const process_ = startProcess(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: compileCacheFolder },
  });
  const document = () => /^\{"url".*\}$/m.exec(process_.output)?.[0];
  await process_.waitUntil('it says where it is', async () => document() !== undefined);
  return { process: process_, started: JSON.parse(document() as string) };
}

describe('chaveiro serve --ephemeral', () => {
  test('it has what the seed says, decides by it, answers as VTEX does, and leaves nothing on the disk', async () => {
    const { folder } = new Installation();
    const { process, started } = await start(folder);
    const { url, database, pepperFile, accounts, keys } = started;
    assert.deepEqual([database, pepperFile, accounts, keys.length], ['in memory', null, 2, 2]);
    assert.deepEqual([keys[0]?.appKey, keys[0]?.appToken], [pair.appKey, pair.appToken]);
    assert.equal((await verify(url, { ...pair, anyOf: ['OMSViewer'] })).code, 'allowed');
    const paused = keys[1] ?? assert.fail();
    assert.equal((await verify(url, { appKey: paused.appKey, appToken: paused.appToken })).code, 'key_inactive');
    const headers = { 'X-VTEX-API-AppKey': pair.appKey, 'X-VTEX-API-AppToken': pair.appToken };
    const users = await fetch(`${url}/api/license-manager/site/pvt/logins/list/paged?sort=email`, { headers });
    const { items } = (await users.json()) as { items: { email: string }[] };
    assert.deepEqual(
      items.map(({ email }) => email),
      ['bia@example.com', 'owner@example.com'],
    );
    // Changes and readers at once, on the one connection that there is.
    const label = JSON.stringify({ label: 'made meanwhile' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, i) =>
        i % 2 === 0
          ? fetch(`${url}/api/vlm/appkeys`, { headers })
          : fetch(`${url}/api/vlm/appkeys`, {
              method: 'POST',
              headers: { ...headers, 'Content-Type': 'application/json' },
              body: label,
            }),
      ),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    const list = await fetch(`${url}/api/vlm/appkeys`, { headers });
    assert.equal(((await list.json()) as object[]).length, 12);
    assert.match(process.output, /NOTHING IS KEPT/);
    await process.stop();
    assert.deepEqual(readdirSync(folder), ['seed.json']);
  });

  test('what it is not to do, or cannot read, it refuses before it starts', async () => {
    const installation = new Installation();
    const file = join(installation.folder, 'bad.json');
    const bad = {
      accounts: [{ name: 'lojaverde', keys: [{ appKey: 'only-one-half' }, { isActive: 'no' }], colour: 'green' }],
    };
    writeFileSync(file, JSON.stringify(bad));
    for (const [args, ...reasons] of [
      [['--ephemeral', '--host', '0.0.0.0'], 'listens on loopback only'],
      [['--seed', file], '--seed goes with --ephemeral'],
      [['--ephemeral', '--seed', file], 'accounts[0].colour', 'accounts[0].keys[0]', 'accounts[0].keys[1].isActive'],
    ] as const) {
      const { status, stdout } = await installation.run(['serve', '--port', '0', ...args, '--json']);
      assert.equal(status, 2, stdout);
      for (const reason of reasons)
        assert.ok(JSON.parse(stdout).error.detail.includes(reason), `${reason} in ${stdout}`);
    }
  });
});
