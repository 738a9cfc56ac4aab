import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { startDecisionTap } from '../support/decision-tap.ts';
import { isCanonical, pathVectors } from '../support/path-vectors.ts';
import { sendRaw } from '../support/raw-http.ts';
import { startRecordingApp } from '../support/recording-app.ts';
import { gateways, openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
before(async () => {
  shop = await openShop();
});

for (const { name, program, start } of gateways) {
  describe(`D2: behind ${name} a decision and the application see the same path`, { skip: program.skip }, () => {
    test(`of ${pathVectors.length} targets only canonical ones pass, unchanged since the decision`, async () => {
      const app = await startRecordingApp();
      const tap = await startDecisionTap(shop.server.port, name);
      const gateway = await start({ chaveiro: `127.0.0.1:${tap.port}`, appPort: app.port });
      const passed: string[] = [];
      for (const target of pathVectors) {
        const answer = await sendRaw({ port: gateway.port, target, headers: credentials(shop) });
        const decisions = tap.take();
        const received = app.take();
        const about = `${target.slice(0, 100)} → ${answer.status} ${JSON.stringify(decisions).slice(0, 300)}`;
        assert.equal(decisions.length <= 1 && received.length <= 1, true, about);
        if (received.length === 0) {
          assert.equal(answer.body.includes('the application'), false, about);
          continue;
        }
        // Behind Caddy a raw byte may arrive encoded: then it was encoded before the decision.
        assert.equal(received[0]?.target, decisions[0]?.target, about);
        assert.equal(received[0]?.method, decisions[0]?.method, about);
        assert.equal(decisions[0]?.status, 204, about);
        assert.equal(isCanonical(received[0]?.target ?? ''), true, about);
        passed.push(target);
      }
      // Whoever denies everything would pass so far.
      const ordinary = pathVectors.filter(
        (target) => target.startsWith('/reports/') && isCanonical(target) && target.length < 4096,
      );
      assert.deepEqual(
        ordinary.filter((target) => !passed.includes(target)),
        [],
      );
      assert.equal(ordinary.length > 90, true);
    });

    test('a denied path is answered 403 bad_path, once the credential is right', async () => {
      const app = await startRecordingApp();
      const gateway = await start({ chaveiro: `127.0.0.1:${shop.server.port}`, appPort: app.port });
      const wrong = [['X-VTEX-API-AppKey', shop.reader.appKey] as const, ['X-VTEX-API-AppToken', 'wrong'] as const];
      const target = '/reports/a;b';
      assert.deepEqual(await statusAndCode(gateway.port, target, credentials(shop)), [403, 'bad_path']);
      assert.deepEqual(await statusAndCode(gateway.port, target, wrong), [401, 'invalid_credentials']);
      assert.equal(app.received.length, 0);
    });
  });
}

function credentials(from: Shop) {
  return [
    ['X-VTEX-API-AppKey', from.reader.appKey],
    ['X-VTEX-API-AppToken', from.reader.appToken],
  ] as const;
}

async function statusAndCode(port: number, target: string, headers: readonly (readonly [string, string])[]) {
  const answer = await sendRaw({ port, target, headers });
  return [answer.status, answer.header('x-chaveiro-code')];
}
