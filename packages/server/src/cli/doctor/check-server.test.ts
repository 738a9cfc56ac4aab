import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { findFreePort } from '../../../../../test/support/ports.ts';
import { makeTempFolder } from '../../../../../test/support/temp-folder.ts';
import { checkServer, checkServers, type ServerState } from './check-server.ts';

const expected = { version: '1.2.3', place: { epoch: 'abc', revision: 40 } };
const healthy = {
  kind: 'chaveiro',
  version: '1.2.3',
  reason: null,
  revision: 'abc-40',
  ageSeconds: 0.1,
  clockAheadMs: 0,
} as const;

function verdict(state: ServerState, about: typeof expected | { version: string; place: null } = expected) {
  const { status, remedy } = checkServer('server', 'here:1', state, about);
  assert.equal(status === 'ok', remedy === null);
  return status;
}

test('a server of this version that decides by this database, and has heard of it lately, is ok', () => {
  assert.equal(verdict(healthy), 'ok');
  assert.equal(verdict({ ...healthy, revision: 'abc-41' }), 'ok');
  assert.equal(verdict({ ...healthy, revision: 'abc-39', ageSeconds: 0.2 }), 'ok');
  assert.equal(verdict({ ...healthy, revision: 'xyz-1' }, { version: '1.2.3', place: null }), 'ok');
});

test('a server that is not there, not Chaveiro, not ready, behind, old, or on another database, is told', () => {
  assert.equal(verdict({ kind: 'nobody' }), 'warning');
  assert.equal(verdict({ kind: 'stranger' }), 'problem');
  assert.equal(verdict({ ...healthy, reason: 'too_stale' }), 'problem');
  assert.equal(verdict({ ...healthy, revision: 'xyz-40' }), 'problem');
  assert.equal(verdict({ ...healthy, revision: 'abc-39', ageSeconds: 6 }), 'problem');
  assert.equal(verdict({ ...healthy, version: '1.2.2' }), 'warning');
  assert.equal(verdict({ ...healthy, clockAheadMs: 3_000 }), 'problem');
  assert.equal(verdict({ ...healthy, clockAheadMs: -3_000 }), 'problem');
  assert.equal(verdict({ ...healthy, clockAheadMs: -1_500 }), 'ok');
});

test('a server whose clock is an hour behind is told', async (t) => {
  const answers: Record<string, unknown> = {
    status: 'alive',
    info: { version: '1.2.3' },
    revision: 'abc-40',
    ageSeconds: 0.1,
  };
  const late = createHttpServer((_req, res) => {
    res.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
    res.end(JSON.stringify(answers));
  }).listen(0, '127.0.0.1');
  t.after(() => late.close());
  await once(late, 'listening');
  const { port } = late.address() as { port: number };
  const [found] = await checkServers({ host: '127.0.0.1', port, socket: null }, expected);
  assert.match(found?.detail ?? '', /is 3599 seconds behind|is 3600 seconds behind/);
});

test('whoever takes a connection and speaks something else is a stranger; a port and a socket that nobody has, nobody', async (t) => {
  const stranger = createServer((connection) => connection.end('220 mail.example.com ESMTP\r\n')).listen(
    0,
    '127.0.0.1',
  );
  t.after(() => stranger.close());
  await once(stranger, 'listening');
  const { port } = stranger.address() as { port: number };
  const socket = join(makeTempFolder(), 'none.sock');
  const found = await checkServers({ host: '127.0.0.1', port, socket }, expected);
  assert.deepEqual(
    found.map(({ check, status }) => [check, status]),
    [
      ['server', 'problem'],
      ['socket', 'warning'],
    ],
  );
  const unused = await checkServers({ host: '0.0.0.0', port: await findFreePort(), socket: null }, expected);
  assert.deepEqual(
    unused.map(({ status }) => status),
    ['warning'],
  );
  assert.deepEqual(await checkServers({ host: '127.0.0.1', port: 0, socket: null }, expected), []);
});
