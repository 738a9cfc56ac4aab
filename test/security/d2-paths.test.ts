import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import Fastify from 'fastify';
import { callApi } from '../support/api.ts';
import type { KeyPair } from '../support/chaveiro.ts';
import { startDecisionTap } from '../support/decision-tap.ts';
import { isCanonical, pathVectors } from '../support/path-vectors.ts';
import { sendRaw } from '../support/raw-http.ts';
import { startRecordingApp } from '../support/recording-app.ts';
import { createKey, gateways, openShop, type Shop } from '../support/shop.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

let shop: Shop;
let catalogueKeys: readonly CatalogueKey[];
before(async () => {
  shop = await openShop();
  catalogueKeys = await openCatalogue(shop);
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

/** Routes whose texts hold characters that may be escaped, each with a resource of its own. */
const catalogue: readonly (readonly [template: string, resource: string])[] = [
  ['/api/catalog/{sku}', 'OMSViewer'],
  ['/api/catalog/a@b', 'ListOrders'],
  ['/api/catalog/c:d', 'CancelAction'],
  ['/api/{kind}/+x', 'CancelAction'],
  ['/api/@me/{field}', 'ListOrders'],
  ['/api/{kind}/{field}', 'OMSViewer'],
];
const catalogueTargets = [
  ...['catalog/1', 'catalog/a@b', 'catalog/a%40b', 'catalog/c:d', 'catalog/c%3Ad', 'catalog/a%3Ab', 'catalog/%40'],
  ...['x/+x', 'x/%2Bx', '@me/1', '%40me/1', '%40me/+x', '%40me/%2Bx', '@me/%2Bx', 'catalog/+x', 'catalog/%2Bx'],
  ...['catalog/ana%40example.com', 'catalog/10%3A00', 'catalog/%21%24%26%27%28%29%2A%2B%2C%3A%3D%40', 'x/%C3%A9%40'],
].map((rest) => `/api/${rest}`);

/** The template that an application takes which decodes a path before it looks. */
function decodingRouter(target: string): string | undefined {
  const segments = target.split('/').map(decodeURIComponent);
  // As Chaveiro says it of equally many segments: a text beats a parameter, from the left.
  const rank = ([template]: readonly [string, string]) => template.replace(/[^/]*\{[^/]*/g, '~');
  return catalogue
    .filter(([template]) => {
      const parts = template.split('/');
      return (
        parts.length === segments.length && parts.every((part, at) => part.startsWith('{') || part === segments[at])
      );
    })
    .toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1))[0]?.[0];
}

/** The template that Fastify's own router takes, which leaves reserved characters escaped while it looks. */
function fastifyRouter() {
  const app = Fastify();
  for (const [template] of catalogue) {
    const path = template.replaceAll(':', '::').replace(/\{(\w+)\}/g, ':$1');
    app.get(path, async () => template);
  }
  return async (target: string) => {
    const answer = await app.inject({ method: 'GET', url: target });
    return answer.statusCode === 200 ? answer.body : undefined;
  };
}

interface CatalogueKey {
  readonly holds: readonly string[];
  readonly pair: KeyPair;
}

/** Puts the catalogue in the place of the example's routes, and makes keys that may call some of it. */
async function openCatalogue({ installation, server, owner }: Shop): Promise<CatalogueKey[]> {
  const file = join(makeTempFolder(), 'routes.json');
  writeFileSync(file, JSON.stringify(catalogue.map(([path, one]) => ({ method: 'GET', path, anyOf: [one] }))));
  await installation.json('routes', 'import', file, '--api', 'orders');
  const keys: CatalogueKey[] = [{ holds: ['OMSViewer', 'ListOrders', 'CancelAction'], pair: owner }];
  for (const resources of [['OMSViewer'], ['ListOrders'], ['CancelAction'], ['OMSViewer', 'CancelAction']]) {
    const body = { name: resources.join(' and '), resources };
    const role = await callApi<{ id: number }>(server.url, owner, 'POST', '/api/v1/accounts/lojaverde/roles', body);
    keys.push({ holds: resources, pair: await createKey(server.url, owner, body.name, [role.body.id]) });
  }
  return keys;
}

for (const { name, program, start } of gateways) {
  describe(`D2: behind ${name} no spelling reaches a handler that its reader may not call`, {
    skip: program.skip,
  }, () => {
    test("of an application that decodes first, or of one with Fastify's router", async () => {
      const app = await startRecordingApp();
      const gateway = await start({ chaveiro: `127.0.0.1:${shop.server.port}`, appPort: app.port });
      const inFastify = fastifyRouter();
      let reached = 0;
      for (const target of catalogueTargets) {
        for (const { holds, pair } of catalogueKeys) {
          const headers = [
            ['X-VTEX-API-AppKey', pair.appKey],
            ['X-VTEX-API-AppToken', pair.appToken],
          ] as const;
          const answer = await sendRaw({ port: gateway.port, target, headers });
          const [received] = app.take();
          const about = `${target} with ${holds}: ${answer.status}`;
          if (holds.length === 3) assert.equal(answer.status, 200, about);
          if (received === undefined) continue;
          assert.equal(received.target, target, about);
          reached++;
          for (const template of [decodingRouter(target), await inFastify(target)]) {
            if (template !== undefined)
              assert.ok(holds.includes(new Map(catalogue).get(template) as string), `${about}, ${template}`);
          }
        }
      }
      assert.ok(reached > catalogueTargets.length * 2, `${reached} requests reached the application`);
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
