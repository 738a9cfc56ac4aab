import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { sendRaw } from '../support/raw-http.ts';
import { openShop, type Shop } from '../support/shop.ts';

type Header = readonly [string, string];

let shop: Shop;
before(async () => {
  shop = await openShop();
});

/** The reader may read one order and may not cancel it. */
const readOrder = { method: 'GET', target: '/api/oms/pvt/orders/12-ab' };
const cancelOrder = { method: 'POST', target: '/api/oms/pvt/orders/12-ab/cancel' };

const dialects = [
  { name: 'nginx', methodHeader: 'X-Original-Method', targetHeader: 'X-Original-URI' },
  { name: 'caddy', methodHeader: 'X-Forwarded-Method', targetHeader: 'X-Forwarded-Uri' },
  { name: 'traefik', methodHeader: 'X-Forwarded-Method', targetHeader: 'X-Forwarded-Uri' },
  { name: 'apisix', methodHeader: 'X-Forwarded-Method', targetHeader: 'X-Forwarded-Uri' },
] as const;

/** Where other gateways, other services and other spellings would put a target. */
const targetHeaders = [
  ...['X-Original-URI', 'X-Forwarded-Uri', 'X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Path', 'X-Forwarded-Prefix'],
  ...['X-Envoy-Original-Path', 'X-Auth-Request-Redirect', 'X-Replaced-Path', 'Request-URI', 'X-Request-URI'],
  ...[
    'X_Original_URI',
    'X_Forwarded_Uri',
    'X-Original_URI',
    'X.Original.URI',
    'X.Forwarded.Uri',
    'X-Forwarded-Uri-',
    'Path',
  ],
];
const methodHeaders = [
  ...['X-Original-Method', 'X-Forwarded-Method', 'X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'],
  ...[
    'X_Original_Method',
    'X_Forwarded_Method',
    'X-Original_Method',
    'X.Original.Method',
    'X.Forwarded.Method',
    'Method',
  ],
];

/** By these other gateways say what ours says by its own: where one says something else, our gateway may be one of those. */
const rivals = [
  ...['X-Original-URI', 'X-Forwarded-Uri', 'X-Original-URL', 'X-Rewrite-URL', 'X-Envoy-Original-Path'],
  ...['X-Original-Method', 'X-Forwarded-Method'],
];

async function decide(dialect: string, headers: readonly Header[], method = 'GET'): Promise<string> {
  const credential: Header[] = [
    ['X-VTEX-API-AppKey', shop.reader.appKey],
    ['X-VTEX-API-AppToken', shop.reader.appToken],
  ];
  const target = `/forward-auth/${dialect}/lojaverde/api/orders`;
  const answer = await sendRaw({ port: shop.server.port, method, target, headers: [...credential, ...headers] });
  return `${answer.status} ${answer.header('x-chaveiro-code') ?? 'allowed'}`;
}

for (const { name, methodHeader, targetHeader } of dialects) {
  const own = (request: typeof readOrder): Header[] => [
    [methodHeader, request.method],
    [targetHeader, request.target],
  ];
  const isOwn = (header: string) => header === methodHeader || header === targetHeader;
  const expectedWith = ([header]: Header, expected: string) =>
    rivals.includes(header) ? '503 misconfigured' : expected;

  describe(`D1: /forward-auth/${name} believes only what ${name} itself sets`, () => {
    test('no header of another family gives another decision, in either direction: it is ignored, or there is none', async () => {
      for (const [asked, claimed, expected] of [
        [readOrder, cancelOrder, name === 'apisix' ? '200 allowed' : '204 allowed'],
        [cancelOrder, readOrder, '403 resource_denied'],
      ] as const) {
        assert.equal(await decide(name, own(asked)), expected);
        const claims: Header[] = [
          ...targetHeaders.map((header): Header => [header, claimed.target]),
          ...methodHeaders.map((header): Header => [header, claimed.method]),
          ['Forwarded', `for=127.0.0.1;host="x";proto=http;path="${claimed.target}"`],
          ['X-Forwarded-Host', `shop.example${claimed.target}`],
        ];
        const foreign = claims.filter(([header]) => !isOwn(header));
        for (const claim of foreign) {
          const told = expectedWith(claim, expected);
          assert.equal(await decide(name, [...own(asked), claim]), told, claim.join(': '));
          assert.equal(await decide(name, [claim, ...own(asked)]), told, claim.join(': '));
        }
        const ignored = foreign.filter(([header]) => !rivals.includes(header));
        assert.equal(await decide(name, [...ignored, ...own(asked), ...ignored], claimed.method), expected);
        assert.equal(await decide(name, [...foreign, ...own(asked), ...foreign], claimed.method), '503 misconfigured');
      }
    });

    test('without its own headers there is no decision, whatever other families say', async () => {
      const foreign = [
        ...targetHeaders.map((header): Header => [header, readOrder.target]),
        ...methodHeaders.map((header): Header => [header, readOrder.method]),
      ].filter(([header]) => !isOwn(header));
      assert.equal(await decide(name, []), '503 misconfigured');
      assert.equal(await decide(name, foreign), '503 misconfigured');
    });

    test("its own header twice is no decision: one of them is the client's", async () => {
      const twice: Header[][] = [
        [...own(readOrder), [targetHeader, readOrder.target]],
        [...own(readOrder), [targetHeader, cancelOrder.target]],
        [[targetHeader, cancelOrder.target], ...own(readOrder)],
        [...own(readOrder), [methodHeader, 'GET']],
        [...own(readOrder), [methodHeader.toLowerCase(), 'POST']],
      ];
      for (const headers of twice) assert.equal(await decide(name, headers), '503 misconfigured');
    });
  });
}

test("D1: the client's query that Caddy passed on is not taken for the requirement", async () => {
  const query = 'account=lojaverde&anyOf=OMSViewer';
  const headers: Header[] = [
    ['X-VTEX-API-AppKey', shop.reader.appKey],
    ['X-VTEX-API-AppToken', shop.reader.appToken],
    ['X-Forwarded-Method', 'GET'],
    ['X-Forwarded-Uri', `/admin?${query}`],
  ];
  const ask = (target: string) => sendRaw({ port: shop.server.port, target, headers });
  const passedOn = await ask(`/forward-auth/caddy?${query}`);
  assert.deepEqual([passedOn.status, passedOn.header('x-chaveiro-code')], [503, 'misconfigured']);
  assert.equal(
    (await ask(`/forward-auth/caddy/lojaverde/api/orders?${query}`)).header('x-chaveiro-code'),
    'unknown_route',
  );
});

test('D1: Envoy says path and method by its own request, and no header says anything else', async () => {
  const ask = (request: typeof readOrder, headers: readonly Header[]) =>
    sendRaw({
      port: shop.server.port,
      method: request.method,
      target: `/forward-auth/envoy/lojaverde/api/orders${request.target}`,
      headers: [['X-VTEX-API-AppKey', shop.reader.appKey], ['X-VTEX-API-AppToken', shop.reader.appToken], ...headers],
    });
  for (const [asked, claimed, expected] of [
    [readOrder, cancelOrder, 200],
    [cancelOrder, readOrder, 403],
  ] as const) {
    for (const header of targetHeaders)
      assert.equal((await ask(asked, [[header, claimed.target]])).status, expected, header);
    for (const header of methodHeaders)
      assert.equal((await ask(asked, [[header, claimed.method]])).status, expected, header);
  }
});
