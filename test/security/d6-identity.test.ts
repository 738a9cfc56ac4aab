import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { sendRaw } from '../support/raw-http.ts';
import { type ReceivedRequest, startRecordingApp } from '../support/recording-app.ts';
import { gateways, openShop, type Shop } from '../support/shop.ts';

type Header = readonly [string, string];

const identity = ['Key', 'Key-Id', 'Owner', 'User', 'Account', 'Resource'].map((name) => `X-Chaveiro-${name}`);

/** Each spelling that some reader of headers takes for the same name. */
const spellings: ((name: string) => string)[] = [
  (name) => name,
  (name) => name.toLowerCase(),
  (name) => name.toUpperCase(),
  (name) => name.replaceAll('-', '_'),
  (name) => name.replaceAll('-', '.'),
  (name) => name.replace('-', '_'),
  (name) => name.replace(/-(?=[^-]*$)/, '_'),
  (name) => name.replace(/-(?=[^-]*$)/, '.'),
  (name) => name.toLowerCase().replaceAll('-', '_'),
];

let shop: Shop;
before(async () => {
  shop = await openShop();
});

/** What an application reads that folds names as CGI does, without empty values. */
function readIdentity(request: ReceivedRequest): Record<string, string[]> {
  const read: Record<string, string[]> = {};
  for (const [name, value] of request.headers) {
    const folded = name.replaceAll(/[^a-z0-9]/g, '-');
    if (folded.includes('chaveiro') && value !== '') read[folded] = [...(read[folded] ?? []), value];
  }
  return read;
}

for (const { name, program, start } of gateways) {
  describe(`D6: behind ${name} the application sees only Chaveiro's word about who calls`, {
    skip: program.skip,
  }, () => {
    test("every identity header in every spelling is the decision's, whatever the client sent", async () => {
      const app = await startRecordingApp();
      const { port } = await start({ chaveiro: `127.0.0.1:${shop.server.port}`, appPort: app.port });
      const { id, appKey, appToken } = shop.reader;
      const credential: Header[] = [
        ['X-VTEX-API-AppKey', appKey],
        ['X-VTEX-API-AppToken', appToken],
      ];
      const ours = {
        'x-chaveiro-key': [appKey],
        'x-chaveiro-key-id': [id],
        'x-chaveiro-owner': ['lojaverde'],
        'x-chaveiro-account': ['lojaverde'],
        'x-chaveiro-resource': ['OMSViewer'],
      };
      for (const spell of spellings) {
        const forged = identity.map((header): Header => [spell(header), 'forged']);
        for (const headers of [
          [...forged, ...credential],
          [...credential, ...forged, ...forged],
        ]) {
          const answer = await sendRaw({ port, target: '/reports/a', headers });
          const [received] = app.take();
          assert.deepEqual([answer.status, readIdentity(received as ReceivedRequest)], [200, ours], String(forged[0]));
        }
      }
    });

    test('the credential does not reach the application, everything else does', async () => {
      const app = await startRecordingApp();
      const { port } = await start({ chaveiro: `127.0.0.1:${shop.server.port}`, appPort: app.port });
      const { appKey, appToken } = shop.reader;
      const basic = Buffer.from(`${appKey}:${appToken}`).toString('base64');
      const pair: Header[] = [
        ['x-vtex-api-appkey', appKey],
        ['X-VTEX-API-APPTOKEN', appToken],
      ];
      const ordinary: Header[] = [
        ['Cookie', 'a=b'],
        ['Content-Type', 'text/plain'],
        ['X-Request-Id', '7'],
      ];
      for (const [headers, authorization] of [
        [[...pair, ['Authorization', 'Bearer of-the-app']], 'Bearer of-the-app'],
        [[['Authorization', `Basic ${basic}`]], undefined],
        [[['authorization', `bAsIc ${basic}`]], undefined],
      ] as [Header[], string | undefined][]) {
        const body = 'a body of the client';
        const answer = await sendRaw({
          port,
          method: 'PUT',
          target: '/reports/a?x=1',
          headers: [...headers, ...ordinary],
          body,
        });
        const [received] = app.take() as [ReceivedRequest];
        assert.deepEqual(
          [answer.status, received.method, received.target, received.body],
          [200, 'PUT', '/reports/a?x=1', body],
        );
        const seen = JSON.stringify(received);
        assert.equal(seen.includes(appToken) || seen.includes(basic), false);
        const got = new Map(received.headers);
        assert.equal(got.get('authorization'), authorization);
        for (const [header, value] of ordinary) assert.equal(got.get(header.toLowerCase()), value);
      }
    });
  });
}

test('D6: a yes carries all six headers, empty where they do not apply', async () => {
  for (const requirement of ['any/OMSViewer', 'api/orders']) {
    const answer = await sendRaw({
      port: shop.server.port,
      target: `/forward-auth/nginx/lojaverde/${requirement}`,
      headers: [
        ['X-VTEX-API-AppKey', shop.reader.appKey],
        ['X-VTEX-API-AppToken', shop.reader.appToken],
        ['X-Original-Method', 'GET'],
        ['X-Original-URI', '/api/oms/pvt/orders/12-ab'],
      ],
    });
    assert.equal(answer.status, 204);
    for (const header of identity) {
      const values = answer.headers.filter(([key]) => key === header.toLowerCase());
      assert.deepEqual(values.length, 1, header);
    }
    assert.equal(answer.header('x-chaveiro-user'), '');
    assert.equal(answer.header('cache-control'), 'no-store');
  }
});
