/**
 * A load generator of our own: for unix sockets, which wrk cannot reach, and where wrk is not
 * installed. Every connection sends one request, waits for its answer, and sends the next.
 *
 * It expects 204 without a body, so that the end of the head is the end of the answer; a
 * generator that understood more would be slower than the server.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { Load, LoadOptions } from '../support/load.ts';
import { readInput } from '../support/node-process.ts';
import { percentile } from '../support/statistics.ts';

const { target, requestsFile, connections, seconds } = readInput<LoadOptions>();
const requests = readFileSync(requestsFile, 'latin1')
  .split(/(?<=\r\n\r\n)/)
  .map((text) => Buffer.from(text, 'latin1'));
const expected = Buffer.from('HTTP/1.1 204 ');
const headEnd = Buffer.from('\r\n\r\n');
const nothing = Buffer.alloc(0);

const latenciesMs: number[] = [];
let errors = 0;
let next = 0;
let open = connections;

const beganAt = performance.now();
const endsAt = beganAt + seconds * 1000;
for (let i = 0; i < connections; i++)
  drive(typeof target === 'string' ? connect(target) : connect(target, '127.0.0.1'));

function drive(socket: Socket): void {
  let sentAt = 0;
  const send = () => {
    sentAt = performance.now();
    if (sentAt >= endsAt) {
      socket.end();
      return;
    }
    next = (next + 1) % requests.length;
    socket.write(requests[next] as Buffer);
  };
  let head: Buffer = nothing;
  socket.setNoDelay(true);
  socket.on('connect', send);
  socket.on('data', (chunk: Buffer) => {
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (!head.subarray(-headEnd.length).equals(headEnd)) return;
    if (!head.subarray(0, expected.length).equals(expected)) errors++;
    head = nothing;
    latenciesMs.push(performance.now() - sentAt);
    send();
  });
  socket.on('error', () => errors++);
  socket.on('close', () => {
    open--;
    if (open === 0) report();
  });
}

function report(): void {
  const load: Load = {
    requests: latenciesMs.length,
    seconds: (performance.now() - beganAt) / 1000,
    errors,
    p50Ms: percentile(latenciesMs, 50),
    p99Ms: percentile(latenciesMs, 99),
  };
  process.stdout.write(JSON.stringify(load));
}
