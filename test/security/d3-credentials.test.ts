import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { sendRaw } from '../support/raw-http.ts';
import { startRecordingApp } from '../support/recording-app.ts';
import { gateways, openShop, type Shop } from '../support/shop.ts';

type Header = readonly [string, string];

let shop: Shop;
before(async () => {
  shop = await openShop({ settings: { CHAVEIRO_TRUSTED_PROXIES: '127.0.0.1' } });
});

/** Requests of which each carries a right pair somewhere, and none must pass. */
function ambiguousRequests(): { about: string; headers: Header[]; isMalformed?: boolean }[] {
  const { appKey, appToken } = shop.reader;
  const key: Header = ['X-VTEX-API-AppKey', appKey];
  const token: Header = ['X-VTEX-API-AppToken', appToken];
  const other: Header = ['X-VTEX-API-AppKey', shop.idle.appKey];
  const otherToken: Header = ['X-VTEX-API-AppToken', shop.idle.appToken];
  const basic: Header = ['Authorization', basicOf(`${appKey}:${appToken}`)];
  const cookie: Header = ['Cookie', `a=b; VtexIdclientAutCookie=${appToken}; c=d`];
  return [
    { about: 'the same key twice', headers: [key, key, token] },
    { about: 'two keys, the right one first', headers: [key, other, token] },
    { about: 'two keys, the right one last', headers: [other, key, token] },
    { about: 'the same token twice', headers: [key, token, token] },
    { about: 'two tokens, the right one first', headers: [key, token, otherToken] },
    { about: 'two tokens, the right one last', headers: [key, otherToken, token] },
    { about: 'both pairs', headers: [key, token, other, otherToken] },
    { about: 'names in another case', headers: [key, token, ['x-vtex-api-apptoken', shop.idle.appToken]] },
    { about: 'pair and Basic of the same key', headers: [key, token, basic] },
    {
      about: 'pair and Basic of another key',
      headers: [key, token, ['authorization', basicOf(`${shop.idle.appKey}:x`)]],
    },
    { about: 'Basic beside half a pair', headers: [basic, key] },
    { about: 'Basic beside the other half', headers: [basic, token] },
    { about: 'Basic twice', headers: [basic, basic] },
    { about: 'Basic twice, different', headers: [basic, ['Authorization', basicOf('someone:else')]] },
    { about: 'Basic beside Bearer', headers: [basic, ['Authorization', 'Bearer abc']] },
    { about: 'Bearer beside Basic', headers: [['Authorization', 'Bearer abc'], basic] },
    { about: 'pair and user token', headers: [key, token, ['VtexIdclientAutCookie', 'x']] },
    { about: 'pair and user token in a cookie', headers: [key, token, cookie] },
    { about: 'Basic and user token in a cookie', headers: [basic, cookie] },
    { about: 'a list in the key', headers: [['X-VTEX-API-AppKey', `${appKey}, ${appKey}`], token] },
    { about: 'a list in the token', headers: [key, ['X-VTEX-API-AppToken', `${appToken}, ${appToken}`]] },
    { about: 'a list of Basic', headers: [['Authorization', `${basic[1]}, ${basic[1]}`]] },
    { about: 'Latin-1 behind the token', headers: [key, ['X-VTEX-API-AppToken', `${appToken}\xe9`]] },
    { about: 'Latin-1 behind the key', headers: [['X-VTEX-API-AppKey', `${appKey}\xe9`], token] },
    { about: 'NUL behind the token', headers: [key, ['X-VTEX-API-AppToken', `${appToken}\0`]], isMalformed: true },
    { about: 'NUL behind the key', headers: [['X-VTEX-API-AppKey', `${appKey}\0`], token], isMalformed: true },
    {
      about: '16 KB behind the token',
      headers: [key, ['X-VTEX-API-AppToken', appToken + 'a'.repeat(16_384)]],
      isMalformed: true,
    },
    {
      about: '15 KB behind the token',
      headers: [key, ['X-VTEX-API-AppToken', appToken + 'a'.repeat(15_000)]],
      isMalformed: true,
    },
    { about: 'the key in capitals', headers: [['X-VTEX-API-AppKey', appKey.toUpperCase()], token] },
    {
      about: 'a space within the token',
      headers: [key, ['X-VTEX-API-AppToken', `${appToken.slice(0, 9)} ${appToken.slice(9)}`]],
    },
    { about: 'the token of another key', headers: [key, otherToken] },
    { about: 'the key as token', headers: [key, ['X-VTEX-API-AppToken', appKey]] },
    { about: 'the key alone', headers: [key] },
    { about: 'the token alone', headers: [token] },
    {
      about: 'underscores for hyphens',
      headers: [
        ['X_VTEX_API_AppKey', appKey],
        ['X_VTEX_API_AppToken', appToken],
      ],
    },
    {
      about: 'dots for hyphens',
      headers: [
        ['X.VTEX.API.AppKey', appKey],
        ['X.VTEX.API.AppToken', appToken],
      ],
    },
    {
      about: 'Basic without padding',
      headers: [['Authorization', `Basic ${btoa(`${appKey}:${appToken}x`).replace(/=+$/, '')}!`]],
    },
    { about: 'Basic without a colon', headers: [['Authorization', basicOf(appKey + appToken)]] },
    { about: 'Basic with an empty password', headers: [['Authorization', basicOf(`${appKey}:`)]] },
    { about: 'Basic with a NUL', headers: [['Authorization', basicOf(`${appKey}:${appToken}\0`)]] },
    {
      about: 'Basic of a broken text',
      headers: [['Authorization', `Basic ${Buffer.from([0xff, 0x3a, 0xfe]).toString('base64')}`]],
    },
    { about: 'the pair as Bearer', headers: [['Authorization', `Bearer ${appKey}:${appToken}`]] },
    {
      about: 'headers that break objects',
      headers: [
        ['__proto__', appKey],
        ['constructor', appToken],
        ['hasOwnProperty', 'x'],
      ],
    },
  ];
}

function basicOf(text: string): string {
  return `Basic ${Buffer.from(text, 'latin1').toString('base64')}`;
}

test('D3: the decision endpoint answers 401 (or 400, where HTTP itself is broken) to every unclear credential', async () => {
  const requests = ambiguousRequests();
  for (const [index, { about, headers, isMalformed = false }] of requests.entries()) {
    const answer = await sendRaw({
      port: shop.server.port,
      target: '/forward-auth/nginx/lojaverde/any/OMSViewer',
      // Each from an address of its own: what is tested is not the limit of failed attempts.
      headers: [
        ...headers,
        ['X-Original-URI', '/a'],
        ['X-Original-Method', 'GET'],
        ['X-Forwarded-For', `10.0.0.${index}`],
      ],
    });
    const accepted = isMalformed ? [400, 401, 431] : [401];
    assert.equal(accepted.includes(answer.status), true, `${about}: ${answer.status}`);
  }
  assert.equal(shop.server.process.isRunning, true);
});

for (const { name, program, start } of gateways) {
  describe(`D3: behind ${name} no unclear credential opens anything`, { skip: program.skip }, () => {
    test('the application receives nothing, and the client a 4xx', async () => {
      const app = await startRecordingApp();
      const gateway = await start({ chaveiro: `127.0.0.1:${shop.server.port}`, appPort: app.port });
      for (const { about, headers } of ambiguousRequests()) {
        const answer = await sendRaw({ port: gateway.port, target: '/reports/a', headers });
        assert.deepEqual(app.take(), [], about);
        assert.equal(answer.status >= 400 && answer.status < 500, true, `${about}: ${answer.status}`);
      }
    });

    test('a clear one does: as a pair, and as Basic', async () => {
      const app = await startRecordingApp();
      const gateway = await start({ chaveiro: `127.0.0.1:${shop.server.port}`, appPort: app.port });
      const { appKey, appToken } = shop.reader;
      const clear: Header[][] = [
        [
          ['X-VTEX-API-AppKey', appKey],
          ['X-VTEX-API-AppToken', appToken],
        ],
        [
          ['x-vtex-api-appkey', appKey],
          ['X-Vtex-Api-AppToken', appToken],
          ['Authorization', 'Bearer of-the-app'],
        ],
        [
          ['Authorization', basicOf(`${appKey}:${appToken}`)],
          ['Cookie', 'VtexIdclientAutCookie_loja=shopper'],
        ],
      ];
      for (const headers of clear) {
        const answer = await sendRaw({ port: gateway.port, target: '/reports/a', headers });
        assert.deepEqual(
          [answer.status, app.take().length],
          [200, 1],
          JSON.stringify(headers.map(([header]) => header)),
        );
      }
    });
  });
}
