import assert from 'node:assert/strict';
import { openSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { test } from 'node:test';
import { callApi, credentialHeaders } from '../support/api.ts';
import type { KeyPair } from '../support/chaveiro.ts';
import { searchMemory } from '../support/memory-search.ts';
import { createKey, openShop, type Shop } from '../support/shop.ts';

/** Why the memory of another process cannot be read here; `false` where it can. */
function unreadable(): string | false {
  if (process.platform !== 'linux') return 'the memory of a process is looked at through /proc, which only Linux has';
  try {
    openSync('/proc/self/pagemap', 'r');
    openSync(`/proc/${process.ppid}/mem`, 'r');
    return false;
  } catch {
    return 'only somebody who may trace other processes can look into their memory';
  }
}

/** As gateways, services and managers ask, of a key and a token that are not looked for. */
async function sendTraffic({ server: { url }, owner, reader }: Shop, requests: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const verify = JSON.stringify({ appKey: reader.appKey, appToken: reader.appToken, anyOf: ['OMSViewer'] });
  const send = (path: string, caller: KeyPair | null, body?: string) =>
    new Promise<void>((resolve, reject) => {
      const headers = caller === null ? { 'content-type': 'application/json' } : credentialHeaders(caller);
      const sent = request(url + path, { agent, method: body === undefined ? 'GET' : 'POST', headers }, (answer) => {
        answer.resume().on('end', resolve);
      });
      sent.on('error', reject).end(body);
    });
  let left = requests;
  const client = async () => {
    while (left-- > 0) {
      if (left % 2 === 0) await send('/api/v1/verify', null, verify);
      else if (left % 4 === 1) await send('/forward-auth/nginx/lojaverde/any/OMSViewer', reader);
      else await send('/api/v1/accounts/lojaverde/keys', owner);
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  agent.destroy();
}

test('A4: of tokens that were made, used and sent in each way, hardly one is left in the memory of a server after other traffic', {
  skip: unreadable(),
}, async () => {
  const shop = await openShop();
  const { url, process: server } = shop.server;
  const secrets: string[] = [];
  for (let i = 0; i < 12; i++) {
    const key = await createKey(url, shop.owner, `key ${i}`, []);
    const renewed = await callApi<KeyPair>(
      url,
      shop.owner,
      'POST',
      `/api/v1/accounts/lojaverde/keys/${key.id}/renewal`,
    );
    const { appKey, appToken } = key;
    const basic = btoa(`${appKey}:${appToken}`);
    secrets.push(appToken, renewed.body.appToken, basic);
    await callApi(url, null, 'POST', '/api/v1/verify', { appKey, appToken, anyOf: ['OMSViewer'] });
    await fetch(`${url}/forward-auth/nginx/lojaverde/any/OMSViewer`, { headers: credentialHeaders(key) });
    await fetch(`${url}/forward-auth/nginx/lojaverde/any/OMSViewer`, { headers: { Authorization: `Basic ${basic}` } });
    await callApi(url, null, 'POST', '/api/v1/verify', { appKey, appToken: renewed.body.appToken });
  }
  assert.ok(searchMemory(server.pid, secrets).copies > 0, 'the search finds what is there');
  await sendTraffic(shop, 3_000);
  const { secrets: found, copies } = searchMemory(server.pid, secrets);
  // Of 36, one or two are found, in no fixed place: a string lives until its garbage is collected and its place taken.
  assert.ok(found.size <= 3, `${found.size} of ${secrets.length} secrets are left, in ${copies} copies`);
});
