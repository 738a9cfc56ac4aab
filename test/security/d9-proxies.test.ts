import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type RawAnswer, sendRaw } from '../support/raw-http.ts';
import { startRecordingApp } from '../support/recording-app.ts';
import { createKey, gateways, openShop, type Shop } from '../support/shop.ts';

type Header = readonly [string, string];

/** Everything by which a client might claim to be somewhere else. */
function claims(address: string): Header[] {
  return [
    ['X-Forwarded-For', address],
    ['X-Real-IP', address],
    ['X-Client-IP', address],
    ['True-Client-IP', address],
    ['CF-Connecting-IP', address],
    ['Forwarded', `for=${address};host=chaveiro.example;proto=https`],
    ['X-Forwarded-Host', 'chaveiro.example'],
    ['X-Forwarded-Proto', 'https'],
  ];
}

function askWith(
  port: number,
  pair: { appKey: string; appToken: string },
  extra: readonly Header[],
): Promise<RawAnswer> {
  const headers: Header[] = [['X-VTEX-API-AppKey', pair.appKey], ['X-VTEX-API-AppToken', pair.appToken], ...extra];
  return sendRaw({ port, target: '/forward-auth/nginx/lojaverde/any/OMSViewer', headers });
}

/** Sends wrong tokens for one key until they are not even looked at; answers how many were. */
async function guess(shop: Shop, claim: (n: number) => readonly Header[]): Promise<number> {
  for (let n = 0; n < 400; n++) {
    const wrong = { appKey: shop.reader.appKey, appToken: shop.idle.appToken };
    const answer = await askWith(shop.server.port, wrong, claim(n));
    if (answer.header('x-chaveiro-code') === 'overloaded') return n;
    assert.equal(answer.header('x-chaveiro-code'), 'invalid_credentials');
  }
  return 400;
}

describe('D9: out of the box nobody is believed about where a request comes from', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });

  test('who guesses tokens is slowed down, whatever address the requests claim', async () => {
    const guesses = await guess(shop, (n) => claims(`10.1.${n >> 8}.${n & 255}`));
    assert.equal(guesses <= 200, true, `${guesses} guesses were answered`);
  });

  test('and nobody else is: another key of the same address is still decided', async () => {
    const answer = await askWith(shop.server.port, shop.owner, []);
    assert.equal(answer.status, 204);
  });

  test('who may not ask cannot by claiming to be somebody who may', async () => {
    const server = await shop.installation.serve({ CHAVEIRO_DECISION_PEERS: '10.0.0.1', CHAVEIRO_SOCKET: '' });
    for (const headers of [[], claims('10.0.0.1'), claims('127.0.0.1')]) {
      for (const target of ['/forward-auth/nginx/lojaverde/any/OMSViewer', '/metrics']) {
        assert.equal((await sendRaw({ port: server.port, target, headers })).status, 404);
      }
      const verify = await sendRaw({
        port: server.port,
        method: 'POST',
        target: '/api/v1/verify',
        headers,
        body: '{}',
      });
      assert.equal(verify.status, 404);
    }
  });
});

describe('D9: a proxy that the operator names is believed about X-Forwarded-For, and about nothing else', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop({ settings: { CHAVEIRO_TRUSTED_PROXIES: '127.0.0.1,unix' } });
  });

  test('guesses count for the address that it names, not for what the client wrote before it', async () => {
    const guesses = await guess(shop, (n) => [['X-Forwarded-For', `10.2.${n >> 8}.${n & 255}, 10.9.9.9`]]);
    assert.equal(guesses <= 200, true, `${guesses} guesses were answered`);
    const other = await askWith(shop.server.port, shop.reader, [['X-Forwarded-For', '10.9.9.8']]);
    assert.equal(other.status, 204);
  });

  let client = 1;
  for (const { name, program, start } of gateways) {
    for (const channel of ['port', 'unix socket'] as const) {
      const [guesser, neighbour] = [`127.0.1.${client++}`, `127.0.1.${client++}`];
      test(`behind ${name}, by the ${channel}, each client is limited alone`, { skip: program.skip }, async () => {
        const app = await startRecordingApp();
        const chaveiro = channel === 'port' ? `127.0.0.1:${shop.server.port}` : shop.server.socket;
        const { port } = await start({ chaveiro, appPort: app.port });
        const ask = async (from: string, appKey: string, appToken: string, claimed: string) => {
          const headers: Header[] = [
            ['X-VTEX-API-AppKey', appKey],
            ['X-VTEX-API-AppToken', appToken],
            ['X-Forwarded-For', claimed],
          ];
          return (await sendRaw({ port, from, target: '/reports/a', headers })).header('x-chaveiro-code');
        };

        let guesses = 0;
        let code: string | undefined;
        // Another key each time: what is limited is the client, not the key.
        while (code !== 'overloaded' && guesses < 400) {
          code = await ask(guesser, `${shop.reader.appKey}${guesses}`, shop.idle.appToken, `10.3.0.${guesses & 255}`);
          guesses++;
        }
        assert.equal(guesses <= 200, true, `${guesses} guesses were answered`);
        const fresh = await createKey(shop.server.url, shop.owner, 'not seen before', [1]);
        assert.equal(await ask(guesser, fresh.appKey, fresh.appToken, neighbour), 'overloaded');
        assert.equal(await ask(neighbour, fresh.appKey, fresh.appToken, guesser), undefined);
        assert.equal(app.take().length, 1);
      });
    }
  }
});
