import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer } from 'node:net';
import { test } from 'node:test';
import { answerClientError } from './client-error.ts';

/** What a client is answered that goes on writing and never closes, and after how long nothing takes its bytes any more. */
async function refused(code: string, bytes: number): Promise<{ text: string; ms: number }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => answerClientError(Object.assign(new Error('refused'), { code }), socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((resolve) => {
      const begin = performance.now();
      let text = '';
      const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => client.write('x'.repeat(bytes)));
      client.on('data', (chunk) => {
        text += chunk;
      });
      const writing = setInterval(() => client.write('x'.repeat(bytes)), 20);
      client.on('error', () => {});
      client.on('close', () => {
        clearInterval(writing);
        resolve({ text, ms: performance.now() - begin });
      });
    });
  } finally {
    server.close();
  }
}

for (const [code, status, detail] of [
  ['HPE_INVALID_METHOD', '400 Bad Request', /no valid HTTP/],
  ['HPE_INVALID_HEADER_TOKEN', '400 Bad Request', /control character/],
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large', /48 KiB/],
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout', /too slowly/],
] as const) {
  test(`${code} is ${status}, which reaches a client that still writes, and then the connection is closed`, async () => {
    const { text, ms } = await refused(code, 100_000);
    const [head = '', body = ''] = text.split('\r\n\r\n');
    assert.ok(head.startsWith(`HTTP/1.1 ${status}\r\n`), head);
    assert.match(head, /^X-Chaveiro-Code: invalid_request$/m);
    assert.doesNotMatch(head, /Retry-After/i, 'it would be refused again');
    const problem = JSON.parse(body);
    assert.deepEqual([problem.code, problem.status], ['invalid_request', Number.parseInt(status, 10)]);
    assert.match(problem.detail, detail);
    assert.ok(ms >= 200 && ms < 1_000, `closed after ${ms} ms`);
  });
}
