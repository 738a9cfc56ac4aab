import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { credentialHeaders } from '../support/api.ts';
import { caddy, startCaddy } from '../support/caddy.ts';
import { nginx, nginxArguments, writeNginxExample } from '../support/nginx.ts';
import { findFreePort } from '../support/ports.ts';
import { startProcess } from '../support/processes.ts';
import { type RecordingApp, startRecordingApp } from '../support/recording-app.ts';
import { type ScriptedAnswer, startScriptedChaveiro } from '../support/scripted-chaveiro.ts';
import { gateways, openShop, type Shop } from '../support/shop.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

const paths = ['/api/oms/pvt/orders/12-ab', '/reports/a'];

let shop: Shop;
before(async () => {
  shop = await openShop();
});

/** Sends requests that would be allowed, several at once, and checks that each is refused soon. */
async function assertClosed(about: string, url: string, app: RecordingApp): Promise<void> {
  const requests = [...paths, ...paths, ...paths].map(async (path) => {
    const start = performance.now();
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(url + path, { headers: credentialHeaders(shop.reader), signal });
    await answer.arrayBuffer();
    const elapsedMs = performance.now() - start;
    assert.equal(answer.status >= 500, true, `${about}: ${answer.status}`);
    assert.equal(elapsedMs < 2000, true, `${about}: answered after ${Math.round(elapsedMs)} ms`);
  });
  await Promise.all(requests);
  assert.deepEqual(app.take(), [], about);
}

async function isOpen(url: string): Promise<boolean> {
  const answers = await Promise.all(
    paths.map((path) => fetch(url + path, { headers: credentialHeaders(shop.reader) })),
  );
  return answers.every((answer) => answer.status === 200);
}

for (const { name, program, start } of gateways) {
  describe(`D4: ${name} fails closed, within 2 s`, { skip: program.skip }, () => {
    test('while Chaveiro is frozen, and after it was killed; it opens again when Chaveiro is back', async () => {
      const app = await startRecordingApp();
      const server = await shop.installation.serve({ CHAVEIRO_SOCKET: '' });
      const { url } = await start({ chaveiro: `127.0.0.1:${server.port}`, appPort: app.port });
      assert.equal(await isOpen(url), true);
      app.take();

      server.process.signal('SIGSTOP');
      await assertClosed('frozen', url, app);
      server.process.signal('SIGCONT');
      await until('the gateway to open again', () => isOpen(url));

      await server.process.stop('SIGKILL');
      app.take();
      await assertClosed('killed', url, app);
      await shop.installation.serve({ CHAVEIRO_SOCKET: '', CHAVEIRO_PORT: String(server.port) });
      await until('the gateway to open again', () => isOpen(url));
    });

    test('through a unix socket as well, also when its file is gone', async () => {
      const app = await startRecordingApp();
      const socket = `${makeTempFolder()}/chaveiro.sock`;
      const server = await shop.installation.serve({ CHAVEIRO_SOCKET: socket });
      const { url } = await start({ chaveiro: socket, appPort: app.port });
      assert.equal(await isOpen(url), true);
      app.take();
      server.process.signal('SIGSTOP');
      await assertClosed('frozen', url, app);
      server.process.signal('SIGCONT');
      await server.process.stop();
      await assertClosed('stopped', url, app);
    });

    test('on every answer that is not a clear yes or no', async () => {
      const app = await startRecordingApp();
      const scripted = await startScriptedChaveiro();
      const { url } = await start({ chaveiro: scripted.address, appPort: app.port });
      const unclear: ScriptedAnswer[] = [
        { kind: 'silence' },
        { kind: 'hang-up' },
        ...[500, 501, 502, 503, 504].map((status) => ({ kind: 'answer', status }) as const),
      ];
      for (const answer of unclear) {
        scripted.next = answer;
        await assertClosed(JSON.stringify(answer), url, app);
      }
      scripted.next = { kind: 'answer', status: 204 };
      assert.equal(await isOpen(url), true);
    });
  });
}

describe('D4: a name of Chaveiro that does not resolve', () => {
  test('keeps nginx from starting', { skip: nginx.skip }, async () => {
    const app = await startRecordingApp();
    const folder = makeTempFolder();
    writeNginxExample(folder, { chaveiro: 'chaveiro.invalid:8420', appPort: app.port, port: await findFreePort() });
    const started = startProcess(nginx.path, nginxArguments(folder));
    await until('nginx to give up', () => !started.isRunning);
    assert.match(started.output, /host not found in upstream "chaveiro\.invalid:8420"/);
    assert.equal(started.exitCode, 1);
  });

  test('lets nothing through Caddy, within 2 s', { skip: caddy.skip }, async () => {
    const app = await startRecordingApp();
    const { url } = await startCaddy({ chaveiro: 'chaveiro.invalid:8420', appPort: app.port });
    await assertClosed('an unknown name', url, app);
  });
});
