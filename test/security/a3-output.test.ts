import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { callApi, credentialHeaders } from '../support/api.ts';
import { withDatabase } from '../support/databases.ts';
import { times } from '../support/long.ts';
import { sendRaw } from '../support/raw-http.ts';
import { startRecordingApp } from '../support/recording-app.ts';
import { SecretSearch } from '../support/secret-search.ts';
import { createKey, gateways, openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
before(async () => {
  shop = await openShop({ settings: { CHAVEIRO_LOG_LEVEL: 'debug' } });
});

interface Call {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Requests that carry a live token in every place where a mistake of a client can put one. */
function misplacedTokens(token: string): Call[] {
  const keys = '/api/v1/accounts/lojaverde/keys';
  const json = { ...credentialHeaders(shop.owner), 'Content-Type': 'application/json' };
  const post = (path: string, body: string, headers: Record<string, string> = json): Call => ({
    ...{ method: 'POST', path, headers, body },
  });
  return [
    { path: keys, headers: { 'X-VTEX-API-AppKey': token, 'X-VTEX-API-AppToken': token } },
    { path: keys, headers: { 'X-VTEX-API-AppKey': shop.idle.appKey, 'X-VTEX-API-AppToken': token } },
    { path: keys, headers: { 'X-VTEX-API-AppToken': token } },
    { path: keys, headers: { Authorization: `Basic ${btoa(`${shop.idle.appKey}:${token}`)}` } },
    { path: keys, headers: { Authorization: `Bearer ${token}` } },
    { path: keys, headers: { Cookie: `VtexIdclientAutCookie=${token}` } },
    { path: keys, headers: { VtexIdclientAutCookie: token } },
    { path: keys, headers: { [`X-${token.replace('_', '-')}`]: token, ...credentialHeaders(shop.owner) } },
    { path: `${keys}?q=${token}`, headers: json },
    { path: `${keys}?cursor=${token}`, headers: json },
    { path: `${keys}?status=${token}`, headers: json },
    { path: `${keys}?limit=${token}`, headers: json },
    { path: `${keys}/${token}`, headers: json },
    { path: `/api/v1/accounts/${token}/keys`, headers: json },
    { path: `/${token}`, headers: json },
    { path: `/forward-auth/nginx/lojaverde/any/${token}`, headers: credentialHeaders(shop.reader) },
    { path: `/forward-auth/nginx?account=${token}&anyOf=${token}`, headers: credentialHeaders(shop.reader) },
    { path: `/forward-auth/caddy/${token}/api/${token}`, headers: { ...json, 'X-Forwarded-Uri': `/${token}` } },
    post(keys, `{"label": "x", "roles": ["${token}"]}`),
    post(keys, `{"label": "x", "roles": [], "delivery": "${token}"}`),
    post(keys, `{"label": ["${token}"]}`),
    post(keys, `{"label": "x", "appToken": "${token}"}`),
    post(keys, `{"label": "${token}`),
    post(keys, token),
    post(keys, `"${token}"`),
    post(keys, `{"label": "${token}${'x'.repeat(2_000_000)}"}`),
    post(keys, `{"label": "${token}"}`, { ...json, 'Content-Type': `text/${token.toLowerCase().replace('_', '-')}` }),
    post(keys, `{"label": "x"}`, { ...json, 'Idempotency-Key': token }),
    post(keys, `{"label": "y"}`, { ...json, 'Idempotency-Key': token }),
    post(keys, `{"label": "x"}`, { ...json, 'Idempotency-Key': `${token}!` }),
    post(`${keys}/x`, `{"isActive": "${token}"}`),
    post('/api/v1/accounts/lojaverde/roles', `{"template": "${token}"}`),
    post('/api/v1/accounts/lojaverde/roles', `{"name": "x", "resources": ["${token}"]}`),
    post('/api/v1/verify', `{"appKey": "${shop.idle.appKey}", "appToken": "${token}"}`),
    post('/api/v1/verify', `{"appKey": "${token}", "appToken": "${token}", "anyOf": ["${token}"]}`),
    post('/api/v1/verify', `{"appKey": "${shop.reader.appKey}", "appToken": "${token}", "account": "lojaverde"}`),
    post('/api/v1/verify', `{"appKey": "x", "appToken": "${token}", "api": 7}`),
    post('/api/v1/verify', `{"userToken": "${token}"}`),
    post('/api/v1/verify', `{"userToken": "${token}x", "${token}": 1}`),
    post('/api/vtexid/apptoken/login', `{"appkey": "${token}", "apptoken": "${token}"}`),
    post('/api/vtexid/apptoken/login', `{"appkey": "${token}"}`),
    post('/api/vtexid/credential/validate', `{"token": "${token}x"}`),
    post(`/api/vtexid/credential/validate?an=${token}`, `{"token": "x"}`),
    { path: `/api/vtexid/pvt/user/id?usuario=${token}`, headers: json },
    post('/api/v1/verify', `{"appToken": "${token}"`),
    post('/api/v1/verify', `{"appToken": "${token}${'x'.repeat(2_000_000)}"}`),
    {
      method: token
        .slice(4)
        .toUpperCase()
        .replaceAll(/[^A-Z]/g, 'X'),
      path: keys,
      headers: json,
    },
  ];
}

/** A user token for a pair, as the login of VTEX ID makes it. */
async function userTokenOf({ appKey, appToken }: { appKey: string; appToken: string }): Promise<string> {
  const body = { appkey: appKey, apptoken: appToken };
  const answer = await callApi<{ token: string }>(shop.server.url, null, 'POST', '/api/vtexid/apptoken/login', body);
  assert.equal(answer.status, 200);
  return answer.body.token;
}

/** Headers and body of an answer as text; nothing of them may hold a token that was not created for it. */
async function answerOf(call: Call): Promise<string> {
  const { path, ...init } = call;
  const answer = await fetch(shop.server.url + path, init).catch((error: Error) => error);
  if (answer instanceof Error) return '';
  return `${JSON.stringify([...answer.headers])}\n${await answer.text()}`;
}

describe('A3: nothing secret in any output', () => {
  test('not in answers, in the log at its most talkative, in metrics or in the audit log', async () => {
    const canary = await createKey(shop.server.url, shop.owner, 'canary', []);
    const userToken = await userTokenOf(canary);
    const search = new SecretSearch([canary.appToken, userToken]);
    let answered = 0;
    for (let round = 0; round < times({ short: 3, long: 1_350 }); round++) {
      for (const call of [...misplacedTokens(canary.appToken), ...misplacedTokens(userToken)]) {
        const answer = await answerOf(call);
        if (answer !== '') answered++;
        assert.deepEqual(search.find(answer), [], `${call.method ?? 'GET'} ${call.path.slice(0, 80)}: ${answer}`);
      }
    }
    assert.equal(answered > 200, true);

    // What HTTP itself refuses never reaches a handler, but may reach a log.
    for (const bytes of [`/\0${canary.appToken}`, `/ ${canary.appToken} x`]) {
      const { body } = await sendRaw({ port: shop.server.port, target: bytes });
      assert.deepEqual(search.find(body), []);
    }

    assert.deepEqual(search.find(await answerOf({ path: '/metrics' })), []);
    assert.deepEqual(search.find(await answerOf({ path: '/readyz' })), []);
    const audit = await withDatabase(shop.installation, (execute) => execute('SELECT content FROM audit_contents'));
    assert.equal(audit.length > 5, true);
    assert.deepEqual(search.find(JSON.stringify(audit)), []);

    assert.equal(shop.server.process.output.length > 100, true);
    assert.deepEqual(search.find(shop.server.process.output), []);
  });

  for (const { name, program, start } of gateways) {
    test(`not in the log of ${name} on the shipped example, also when Chaveiro is away`, {
      skip: program.skip,
    }, async () => {
      const app = await startRecordingApp();
      const { url, process } = await start({ chaveiro: '127.0.0.1:9', appPort: app.port });
      const { appKey, appToken } = shop.reader;
      const basic = btoa(`${appKey}:${appToken}`);
      for (const headers of [credentialHeaders(shop.reader), { Authorization: `Basic ${basic}` }]) {
        const answer = await fetch(`${url}/reports/a`, { headers });
        assert.equal(answer.status >= 502, true);
        await answer.arrayBuffer();
      }
      assert.match(process.output, /error/);
      assert.deepEqual(new SecretSearch([appToken]).find(process.output), []);
    });
  }
});
