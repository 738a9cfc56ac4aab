import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createVerifier, HttpFeed } from '#engine';
import { createFollower } from '../../operations/nodes/create-follower.ts';
import { operator } from '../../operations/shop.fixture.ts';
import { openServer } from '../server.fixture.ts';

/** A way to the server on which what it sends can be kept for a while, and what it is sent goes through. */
async function startSlowWay(t: TestContext, url: string) {
  const sockets = new Set<Socket>();
  let isKept = false;
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(url).port), '127.0.0.1');
    sockets.add(client).add(upstream);
    client.on('data', (bytes) => isKept || upstream.write(bytes));
    upstream.on('data', (bytes) => client.write(bytes));
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    /** What the follower says does not arrive any more; what the server sends does. */
    keep() {
      isKept = true;
    },
  };
}

test('a follower whose questions do not arrive grows old, although the stream goes on', async (t) => {
  const server = await openServer(t);
  const { value: follower } = await createFollower(server.shop.context, operator, { name: 'edge' });
  await server.verifier.catchUp(null);
  const way = await startSlowWay(t, server.url);
  const feed = new HttpFeed({ url: way.url, credential: follower.credential, agent: 'test/1' });
  const verifier = createVerifier({ feed, pollMs: 0, maxStalenessMs: 60_000, whenStale: 'deny' });
  t.after(() => {
    verifier.stop();
    feed.close();
  });
  await verifier.start();
  // It grows until the follower has asked again.
  const end = performance.now() + 10_000;
  for (let last = 0, age = 0; age >= last; age = verifier.state().ageMs ?? 0) {
    last = age;
    assert.ok(performance.now() < end, 'it asks regularly');
    await delay(20);
  }
  way.keep();
  const before = verifier.state().ageMs ?? 0;
  for (let turn = 0; turn < 5; turn++) {
    await server.shop.addKey('lojaverde');
    await server.verifier.catchUp(null);
    await delay(300);
  }
  assert.equal(verifier.state().revision, server.verifier.state().revision, 'changes arrive');
  assert.ok((verifier.state().ageMs ?? 0) >= before + 1_400, 'and say nothing of how old they are');
});
