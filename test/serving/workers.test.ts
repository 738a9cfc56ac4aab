/** Several processes on one port: one of them answers each connection, and all decide alike. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callApi, verify } from '../support/api.ts';
import { Installation } from '../support/chaveiro.ts';
import { findFreePort } from '../support/ports.ts';
import { startProcess } from '../support/processes.ts';
import { chaveiroBin } from '../support/repository.ts';
import { until } from '../support/until.ts';

interface NodeView {
  readonly name: string;
  readonly state: string;
}

test('workers share port and socket, are nodes, and are started again when they end', async (t) => {
  const installation = new Installation();
  const owner = await installation.createAccount('lojaverde');
  const port = await findFreePort();
  const socket = `${installation.folder}/chaveiro.sock`;
  const env = {
    ...installation.settings,
    CHAVEIRO_PORT: String(port),
    CHAVEIRO_SOCKET: socket,
    CHAVEIRO_NODE_NAME: 'w',
  };
  const server = startProcess(process.execPath, [chaveiroBin, 'serve', '--workers', '2', '--json'], { env });
  t.after(() => server.stop());
  const url = `http://127.0.0.1:${port}`;
  const list = async () => (await installation.json<{ items: NodeView[] }>('node', 'list')).items;
  const names = async () => (await list()).filter(({ state }) => state !== 'gone').map(({ name }) => name);
  await server.waitUntil('two nodes live', async () => (await names()).length === 2);
  assert.deepEqual(await names(), ['w', 'w#2']);
  assert.equal(server.output.match(/"setupUrl"/g)?.length, 1, 'where it is is said once');

  const key = await installation.createKey('lojaverde', 'ERP', ['Owner (Admin Super)']);
  const question = { appKey: key.appKey, appToken: key.appToken };
  const { headers } = await callApi(
    ...([url, owner, 'PATCH', `/api/v1/accounts/lojaverde/keys/${key.id}`, { isActive: false }] as const),
    { Prefer: 'wait=5' },
  );
  assert.match(headers.get('chaveiro-receipt') ?? '', /^nodes=2, applied=2, ms=\d+$/);
  for (let turn = 0; turn < 10; turn++) assert.equal((await verify(url, question)).code, 'key_inactive');

  const pids = () => new Set([...server.output.matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid)));
  await until('both to have said who they are', () => pids().size === 2);
  const [victim] = pids();
  process.kill(victim as number, 'SIGKILL');
  await until('another one to be started', () => pids().size === 3);
  assert.match(server.output, /has ended \(SIGKILL\); another one is started/);
  assert.equal((await verify(url, { ...question, appToken: owner.appToken })).code, 'invalid_credentials');

  await server.stop();
  for (const pid of pids()) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});

test('a number of workers that cannot be is refused', async () => {
  const installation = new Installation();
  for (const [args, says] of [
    [['--workers', '0'], /from 1 to 64/],
    [['--workers', 'many'], /from 1 to 64/],
    [['--workers', '2', '--ephemeral'], /one process/],
  ] as const) {
    const { status, stderr } = await installation.run(['serve', ...args]);
    assert.equal(status, 2, stderr);
    assert.match(stderr, says);
  }
});
