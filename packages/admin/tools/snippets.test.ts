import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { snippetKinds, snippetOf } from '../src/pages/keys/snippets.ts';

const pair = { appKey: 'appkey-lojaverde-ABCDEF', appToken: `chv_${'a'.repeat(49)}` };

/** The pairs that came, each as it came. */
const seen: string[] = [];
const server = createServer((req, res) => {
  seen.push(`${req.headers['x-vtex-api-appkey']} ${req.headers['x-vtex-api-apptoken']}`);
  res.end('hello');
});
let address = '';
before(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`;
});
after(() => server.close());

const programs = {
  curl: ['sh', '-c'],
  node: [process.execPath, '--input-type=module', '-e'],
  python: ['python3', '-c'],
};

for (const [kind, [program = '', ...args]] of Object.entries(programs)) {
  const needed = kind === 'node' ? process.execPath : kind === 'curl' ? 'curl' : 'python3';
  const isThere = spawnSync(needed, ['--version']).status === 0;

  test(`the snippet for ${kind} sends the pair, also with the token in the environment`, {
    skip: isThere ? false : `${needed} is not installed`,
  }, async () => {
    for (const appToken of [pair.appToken, undefined]) {
      seen.length = 0;
      const text = snippetOf(kind as 'curl' | 'node' | 'python', { ...pair, appToken }, address);
      const env = { ...process.env, CHAVEIRO_APP_TOKEN: appToken === undefined ? pair.appToken : '' };
      const child = spawn(program, [...args, text], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      const [out, errors]: [string[], string[]] = [[], []];
      child.stdout.on('data', (data) => out.push(String(data)));
      child.stderr.on('data', (data) => errors.push(String(data)));
      const status = await new Promise((ended) => child.on('close', ended));
      assert.equal(status, 0, errors.join(''));
      assert.match(out.join(''), /hello/);
      assert.deepEqual(seen, [`${pair.appKey} ${pair.appToken}`]);
    }
  });
}

test('nginx takes the snippet for it, and a shell that for .env', (t) => {
  if (spawnSync('nginx', ['-v']).status !== 0) return t.skip('nginx is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'snippet-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'nginx.conf');
  const text = snippetOf('nginx', pair, address);
  writeFileSync(
    file,
    `pid ${folder}/pid;\nerror_log stderr;\nevents {}\nhttp { access_log off; server { ${text} } }\n`,
  );
  const checked = spawnSync('nginx', ['-t', '-c', file, '-p', folder], { encoding: 'utf8' });
  assert.equal(checked.status, 0, checked.stderr);
  assert.equal(snippetOf('env', pair), `CHAVEIRO_APP_KEY=${pair.appKey}\nCHAVEIRO_APP_TOKEN=${pair.appToken}\n`);
});

test('without its token no snippet shows one', () => {
  for (const kind of snippetKinds) assert.doesNotMatch(snippetOf(kind, { appKey: pair.appKey }), /chv_[0-9A-Za-z]/);
});
