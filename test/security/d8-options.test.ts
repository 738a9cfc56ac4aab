import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { sendRaw } from '../support/raw-http.ts';
import { startRecordingApp } from '../support/recording-app.ts';
import { gateways, openShop, type Shop } from '../support/shop.ts';

type Header = readonly [string, string];

let shop: Shop;
let credential: Header[];
before(async () => {
  shop = await openShop();
  await shop.installation.createAccount('lojaazul');
  credential = [
    ['X-VTEX-API-AppKey', shop.reader.appKey],
    ['X-VTEX-API-AppToken', shop.reader.appToken],
  ];
});

/** Everything by which a client might try to choose another account, requirement, method or path. */
const queries = [
  '?account=lojaazul',
  '?account=lojaverde&account=lojaazul',
  '?anyOf=OMSViewer',
  '?api=orders&anyOf=OMSViewer',
  '?account=lojaverde&anyOf=OMSViewer',
  '?method=GET&path=/api/oms/pvt/orders/1',
  '?_method=GET',
  '?X-Original-URI=/api/oms/pvt/orders/1',
  '?%61ccount=lojaazul&a[]=1&a[]=2',
];
const overrides: Header[][] = [
  [
    ['X-HTTP-Method-Override', 'GET'],
    ['X-HTTP-Method', 'GET'],
    ['X-Method-Override', 'GET'],
  ],
  [
    ['X-Original-Method', 'GET'],
    ['X-Original-URI', '/api/oms/pvt/orders/1'],
  ],
  [
    ['X-Forwarded-Method', 'GET'],
    ['X-Forwarded-Uri', '/api/oms/pvt/orders/1'],
  ],
  [
    ['X-Forwarded-Host', 'lojaazul.example'],
    ['X-VTEX-Account', 'lojaazul'],
    ['X-Chaveiro-Account', 'lojaazul'],
  ],
];
const bodies = [
  '{"account":"lojaazul","anyOf":["OMSViewer"],"api":"orders","method":"GET","path":"/api/oms/pvt/orders/1"}',
  'account=lojaazul&anyOf=OMSViewer&_method=GET',
];

for (const { name, program, start } of gateways) {
  describe(`D8: behind ${name} no client chooses what is asked`, { skip: program.skip }, () => {
    test('query, headers and body change neither a no nor a yes', async () => {
      const app = await startRecordingApp();
      const { port } = await start({ chaveiro: `127.0.0.1:${shop.server.port}`, appPort: app.port });
      const denied = { method: 'POST', target: '/api/oms/pvt/orders/12-ab/cancel' };
      const allowed = { method: 'GET', target: '/api/oms/pvt/orders/12-ab' };
      for (const query of ['', ...queries]) {
        for (const extra of [[], ...overrides]) {
          const headers = [...credential, ...extra];
          const no = await sendRaw({
            port,
            ...denied,
            target: denied.target + query,
            headers,
            body: bodies[0] as string,
          });
          assert.deepEqual([no.status, no.header('x-chaveiro-code')], [403, 'resource_denied'], query);
          const yes = await sendRaw({ port, ...allowed, target: allowed.target + query, headers });
          const [received] = app.take();
          const account = received?.headers.find(([header]) => header === 'x-chaveiro-account')?.[1];
          assert.deepEqual([yes.status, received?.method, account], [200, 'GET', 'lojaverde'], query);
        }
      }
      for (const body of bodies) {
        const no = await sendRaw({ port, ...denied, headers: credential, body });
        assert.equal(no.header('x-chaveiro-code'), 'resource_denied');
      }
      assert.deepEqual(app.take(), []);
    });

    test('the locations that ask are not there for clients', async () => {
      const app = await startRecordingApp();
      const { port } = await start({ chaveiro: `127.0.0.1:${shop.server.port}`, appPort: app.port });
      for (const target of [
        '/_chaveiro/orders',
        '/_chaveiro/reports',
        '/forward-auth/nginx/lojaverde/any/OMSViewer',
        '/metrics',
      ]) {
        const answer = await sendRaw({ port, target, headers: credential });
        assert.equal(answer.status, 404, target);
      }
      assert.deepEqual(app.take(), []);
    });
  });
}

test('D8: a repeated, unknown or contradictory parameter of the gateway is misconfigured, never a guess', async () => {
  for (const query of [
    'account=lojaverde&account=lojaverde&anyOf=OMSViewer',
    'account=lojaverde&account=lojaazul&anyOf=OMSViewer',
    'account=lojaverde&api=orders&api=orders',
    'account=lojaverde&api=orders&anyOf=OMSViewer',
    'account=lojaverde&anyOf=OMSViewer&extra=1',
    'account=lojaverde&anyof=OMSViewer',
    'account=lojaverde&anyOf=',
    'account=&anyOf=OMSViewer',
    'anyOf=OMSViewer',
    'account=lojaverde',
    'account=nobody&anyOf=OMSViewer',
    'account=lojaverde&anyOf=NoSuchResource',
    'account=lojaverde&api=no-such-api',
    'account=lojaverde&anyOf=%',
  ]) {
    const headers: Header[] = [...credential, ['X-Original-Method', 'GET'], ['X-Original-URI', '/a']];
    const answer = await sendRaw({ port: shop.server.port, target: `/forward-auth/nginx?${query}`, headers });
    assert.deepEqual([answer.status, answer.header('x-chaveiro-code')], [503, 'misconfigured'], query);
  }
});
