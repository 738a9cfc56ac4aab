import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { Installation, type KeyPair } from './support/chaveiro.ts';
import { createInstallation, engines, withDatabase } from './support/databases.ts';
import { findFreePort } from './support/ports.ts';
import { startProcess } from './support/processes.ts';
import { chaveiroBin } from './support/repository.ts';
import { until } from './support/until.ts';

async function verify(installation: Installation, { appKey, appToken }: KeyPair) {
  const { status, stdout } = await installation.run(['verify', '--json'], { input: `${appKey}\n${appToken}\n` });
  return { status, code: (JSON.parse(stdout) as { code: string }).code };
}

async function ask(url: string, { appKey, appToken }: KeyPair): Promise<string> {
  const answer = await fetch(`${url}/api/v1/verify`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ appKey, appToken }),
  });
  return ((await answer.json()) as { code: string }).code;
}

/** When the database has its next change, to a few milliseconds, as somebody beside it sees. */
function nextCommit(installation: Installation): Promise<number> {
  return withDatabase(installation, async (execute) => {
    const read = async () => JSON.stringify(await execute('SELECT revision FROM installation'));
    const before = await read();
    return await until('the next change', async () => (await read()) !== before && performance.now());
  });
}

test('from nothing to a decision: an account with a key, allowed, deactivated, denied', async () => {
  const installation = new Installation();
  const pair = await installation.createAccount('lojaverde');
  assert.deepEqual(await verify(installation, pair), { status: 0, code: 'allowed' });
  await installation.json('key', 'deactivate', pair.appKey);
  assert.deepEqual(await verify(installation, pair), { status: 1, code: 'key_inactive' });
});

for (const engine of engines) {
  test(`a running server decides within 250 ms by what the command line changed beside it (${engine}, median of 3)`, async () => {
    const installation = await createInstallation(engine);
    const pair = await installation.createAccount('lojaverde');
    const server = await installation.serve();
    const delaysMs: number[] = [];
    for (const [verb, expected] of [
      ['deactivate', 'key_inactive'],
      ['activate', 'allowed'],
      ['deactivate', 'key_inactive'],
    ] as const) {
      const committedAt = nextCommit(installation);
      const decidedAt = until(`the server to decide ${expected}`, async () => {
        return (await ask(server.url, pair)) === expected && performance.now();
      });
      await installation.json('key', verb, pair.appKey);
      delaysMs.push((await decidedAt) - (await committedAt));
    }
    const median = delaysMs.sort((left, right) => left - right)[1] ?? Number.NaN;
    assert.ok(median < 250, `took ${delaysMs.map(Math.round).join(', ')} ms`);
    await server.process.stop();
  });
}

test('a server without accounts prints the line that makes the first one, and the line works', async () => {
  const installation = new Installation();
  const server = await installation.serve();
  const line = await until(
    'the start text',
    () => /account create NAME --owner EMAIL --with-key LABEL/.exec(server.process.output)?.[0],
  );
  assert.match(server.process.output, /npm run demo/);
  const words = line.replace('NAME', 'lojaverde').replace('EMAIL', 'ana@lojaverde.example').replace('LABEL', 'First');
  const { key } = await installation.json<{ key: KeyPair }>(...words.split(' '));
  await until('the server to know the key', async () => (await ask(server.url, key)) === 'allowed');
  await server.process.stop('SIGINT');
  assert.match(server.process.output, /"msg":"listening".*\nStopping: .*\nChaveiro has stopped\.\n/s);
});

test('serve --json prints one document with the address that it got, and ends with status 0 on SIGTERM and SIGINT', async () => {
  const installation = new Installation();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const server = startProcess(
      process.execPath,
      [chaveiroBin, 'serve', '--json', '--port', '0', '--log-level', 'silent'],
      {
        env: { ...installation.settings },
      },
    );
    const document = await until('the document', () => server.output.endsWith('\n') && server.output);
    const { url, accounts, database } = JSON.parse(document) as Record<string, string | number>;
    assert.deepEqual([accounts, database], [0, `sqlite:${installation.databaseFile}`]);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    await server.stop(signal);
    assert.equal(server.exitCode, 0);
    assert.equal(server.output, document);
  }
});

test('a port that is taken is named, with status 1', async () => {
  const installation = new Installation();
  const port = await findFreePort();
  const server = await installation.serve({ CHAVEIRO_PORT: String(port) });
  const second = await installation.run(['serve', '--port', String(port), '--log-level', 'silent']);
  assert.equal(second.status, 1);
  assert.match(second.stderr, new RegExp(`127\\.0\\.0\\.1:${port}`));
  assert.equal(second.stdout, '');
  await server.process.stop();
});

test('a reader that goes away does not fail the command', async () => {
  const line = `{ "${process.execPath}" "${chaveiroBin}" serve --help; echo "$?" >&2; } | true`;
  const stderr = await new Promise<string>((resolve) => {
    execFile('sh', ['-c', line], (_error, _stdout, text) => resolve(text));
  });
  assert.equal(stderr, '0\n');
});

test('on an old Node the launcher says what is needed, before it loads anything else', async () => {
  const pretend = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.9.0' } });";
  const result = await new Promise<{ status: unknown; stdout: string; stderr: string }>((resolve) => {
    const argv = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, chaveiroBin, '--version'];
    execFile(process.execPath, argv, (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr }));
  });
  assert.deepEqual([result.status, result.stdout], [1, '']);
  assert.match(result.stderr, /^Chaveiro needs Node 24\.7 or later; this is Node 22\.9\.0 .*\nIn a checkout, "npm ci"/);
});
