import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type RawAnswer, sendRaw } from '../support/raw-http.ts';
import { startRecordingApp } from '../support/recording-app.ts';
import { gateways, openShop, type Shop } from '../support/shop.ts';

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

/** Sends a wrong token for a key, with claims. */
async function guess(shop: Shop, extra: readonly Header[]): Promise<void> {
  const answer = await askWith(shop.server.port, { ...shop.reader, appToken: shop.idle.appToken }, extra);
  assert.equal(answer.header('x-chaveiro-code'), 'invalid_credentials');
}

/** From where the audit log says that wrong credentials came. The server writes it when it stops. */
async function toldAddresses({ installation, server }: Shop): Promise<Set<string>> {
  await server.process.stop();
  const list = ['audit', 'list', '--account', 'lojaverde', '--action', 'credential.failed'];
  const { items } = await installation.json<{ items: { source: { address: string } }[] }>(...list);
  return new Set(items.map(({ source }) => source.address));
}

describe('D9: out of the box nobody is believed about where a request comes from', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
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

  test('the audit log has the address of the peer, whatever address the requests claim', async () => {
    for (let n = 0; n < 5; n++) await guess(shop, claims(`10.1.0.${n}`));
    assert.deepEqual(await toldAddresses(shop), new Set(['127.0.0.1']));
  });
});

describe('D9: a proxy that the operator names is believed about X-Forwarded-For, and about nothing else', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop({ settings: { CHAVEIRO_TRUSTED_PROXIES: '127.0.0.1,unix' } });
  });

  const expected = new Set<string>();

  test('the address that it names counts, not what the client wrote before it', async () => {
    for (let n = 0; n < 5; n++) await guess(shop, [['X-Forwarded-For', `10.2.0.${n}, 10.9.9.9`]]);
    expected.add('10.9.9.9');
  });

  let client = 1;
  for (const { name, program, start } of gateways) {
    for (const channel of ['port', 'unix socket'] as const) {
      const [guesser, neighbour] = [`127.0.1.${client++}`, `127.0.1.${client++}`];
      test(`behind ${name}, by the ${channel}, each client is told apart`, { skip: program.skip }, async () => {
        const app = await startRecordingApp();
        const chaveiro = channel === 'port' ? `127.0.0.1:${shop.server.port}` : shop.server.socket;
        const { port } = await start({ chaveiro, appPort: app.port });
        const headers: Header[] = [
          ['X-VTEX-API-AppKey', shop.reader.appKey],
          ['X-VTEX-API-AppToken', shop.idle.appToken],
          ['X-Forwarded-For', neighbour],
        ];
        const answer = await sendRaw({ port, from: guesser, target: '/reports/a', headers });
        assert.equal(answer.status, 401);
        assert.equal(app.take().length, 0);
        expected.add(guesser);
      });
    }
  }

  test('and the audit log has the address of each client', async () => {
    assert.deepEqual(await toldAddresses(shop), expected);
  });
});
