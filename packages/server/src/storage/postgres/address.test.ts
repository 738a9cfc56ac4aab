import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { readAddress } from './address.ts';
import { connect } from './connect.ts';

const tls = (name: string) => fileURLToPath(new URL(`../../../../../test/data/tls/${name}`, import.meta.url));
const authority = encodeURIComponent(tls('authority.pem'));

/** A server of PostgreSQL as far as the question whether to encrypt, and then a refusal that says how it was asked. */
async function startDoor(takes: 'both' | 'plain' | 'encrypted'): Promise<number> {
  const key = readFileSync(tls('server.key'));
  const cert = readFileSync(tls('server.pem'));
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
      if (bytes.length !== 8) return refuse(socket, takes === 'encrypted' ? '28000' : '3D000', 'came plain');
      if (takes === 'plain') {
        socket.write('N');
        socket.once('data', () => refuse(socket, '3D000', 'came plain'));
        return;
      }
      socket.write('S');
      const secure = new TLSSocket(socket, { isServer: true, key, cert });
      secure.on('error', () => {});
      secure.once('data', () => refuse(secure, '3D000', 'came encrypted'));
    });
  }).listen(0, '127.0.0.1');
  after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

// https://www.postgresql.org/docs/current/protocol-message-formats.html, ErrorResponse.
function refuse(socket: Socket, code: string, text: string): void {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${text}\0\0`);
  const head = Buffer.alloc(5, 'E');
  head.writeInt32BE(fields.length + 4, 1);
  socket.end(Buffer.concat([head, fields]));
}

async function outcome(port: number, query: string, host = 'localhost'): Promise<string> {
  const url = `postgres://ana@${host}:${port}/keys?${query}`;
  const connections = connect(url, { lockTimeoutMs: 5_000, statementTimeoutMs: 5_000 });
  try {
    await connections.read.selectFrom('accounts').selectAll().execute();
    return 'answered';
  } catch (error) {
    return String(((error as Error).cause as Error).message);
  } finally {
    await connections.close();
  }
}

test('each sslmode does at each server what libpq does', async () => {
  const [both, plain, encrypted] = [await startDoor('both'), await startDoor('plain'), await startDoor('encrypted')];
  const none = /does not support SSL/;
  const unknown = /self-signed certificate|unable to (?:verify|get)/;
  const expected: [query: string, both: RegExp, plain: RegExp, encrypted: RegExp][] = [
    ['sslmode=disable', /came plain/, /came plain/, /came plain/],
    ['sslmode=allow', /came plain/, /came plain/, /came encrypted/],
    ['sslmode=prefer', /came encrypted/, /came plain/, /came encrypted/],
    ['', /came encrypted/, /came plain/, /came encrypted/],
    ['sslmode=require', /came encrypted/, none, /came encrypted/],
    ['ssl=true', /came encrypted/, none, /came encrypted/],
    [`sslmode=verify-ca&sslrootcert=${authority}`, /came encrypted/, none, /came encrypted/],
    [`sslmode=verify-full&sslrootcert=${authority}`, /came encrypted/, none, /came encrypted/],
    ['sslmode=verify-full', unknown, none, unknown],
    ['sslmode=verify-full&sslrootcert=system', unknown, none, unknown],
  ];
  for (const [query, ...answers] of expected) {
    for (const [i, port] of [both, plain, encrypted].entries()) {
      assert.match(
        await outcome(port, query),
        answers[i] as RegExp,
        `${query} at ${['both', 'plain', 'encrypted'][i]}`,
      );
    }
  }
  // The certificate names "localhost": only verify-full looks at that.
  assert.match(await outcome(both, `sslmode=verify-ca&sslrootcert=${authority}`, '127.0.0.1'), /came encrypted/);
  assert.match(await outcome(both, `sslmode=require&sslrootcert=${authority}`, '127.0.0.1'), /came encrypted/);
  assert.match(await outcome(both, `sslmode=verify-full&sslrootcert=${authority}`, '127.0.0.1'), /not in the cert|IP/);
});

test('what an address says and nobody would follow is refused, with the reason', () => {
  const cases: [query: string, sentence: RegExp][] = [
    ['sslmode=no-verify', /sslmode=no-verify; it takes disable, allow, prefer, require, verify-ca or verify-full/],
    ['sslmode=', /sslmode=; it takes/],
    ['ssl=false', /ssl=false: say it with sslmode/],
    ['sslmode=verify-ca', /verify-ca without sslrootcert/],
    ['sslmode=require&sslrootcert=system', /add sslmode=verify-full/],
    ['sslmode=verify-full&sslrootcert=/none.pem', /sslrootcert=\/none.pem, and this file cannot be read/],
    ['sslmode=require&sslmode=disable', /sslmode twice/],
    ['target_session_attrs=primary', /the parameter "target_session_attrs"/],
    ['statement_timeout=0', /Chaveiro sets its own time limits/],
    ['query_timeout=0', /Chaveiro sets its own time limits/],
  ];
  for (const [query, message] of cases) {
    assert.throws(() => readAddress(`postgres://ana@db/keys?${query}`), { code: 'invalid_request', message });
  }
  assert.throws(() => readAddress('postgres://ana@db/keys', 'always'), { message: /^PGSSLMODE is "always"; it takes/ });
});

test('without sslmode the one of the environment holds, and a socket is never encrypted', () => {
  const lengths = (url: string, mode?: string) => readAddress(url, mode).encryptions.map((each) => each !== false);
  assert.deepEqual(lengths('postgres://ana@db/keys', 'disable'), [false]);
  assert.deepEqual(lengths('postgres://ana@db/keys?sslmode=require', 'disable'), [true]);
  assert.deepEqual(lengths('postgres:///keys?host=/run/postgresql&sslmode=require', ''), [false]);
  assert.deepEqual(lengths('postgres://%2Frun%2Fpostgresql/keys', ''), [false]);
});
