import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { generateToken } from '@chaveiro/engine';
import { callApi, credentialHeaders } from '../support/api.ts';
import type { KeyPair } from '../support/chaveiro.ts';
import { createInstallation, engines, withDatabase } from '../support/databases.ts';
import { isLong, times } from '../support/long.ts';
import { compareTimes, type TimeComparison } from '../support/paired-times.ts';
import { createOwner } from '../support/people.ts';
import { TimedRequests } from '../support/timed-requests.ts';

/** Less than a password hash that is left out, more than a busy machine adds to one of two that are alike. */
const shortLimitMs = 25;

/**
 * The long form measures what a stranger could: with so many pairs, a difference that is there is seen. The
 * short one repeats too little for a verdict about microseconds and looks for differences of another order.
 */
function judge(what: string, found: TimeComparison, limitMs: number): void {
  const told = `${what}: ${found.pairs} pairs, medians differ by ${(found.medianDifferenceMs * 1000).toFixed(1)} µs, t ${found.t.toFixed(2)}`;
  console.log(told);
  const limit = isLong ? limitMs : shortLimitMs;
  assert.ok(Math.abs(found.medianDifferenceMs) < limit, told);
  if (isLong) assert.ok(Math.abs(found.t) < 4.5, told);
}

/** Another source for each request, so that no limit on failures of one comes in between. */
function anySource(): Record<string, string> {
  return { 'X-Forwarded-For': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}` };
}

describe('A5: how long a refusal takes says nothing', () => {
  test('decisions: an unknown key, a wrong token, and a wrong token of an inactive key', async () => {
    const installation = await createInstallation('sqlite');
    const owner = await installation.createAccount('lojaverde');
    const inactive = await installation.createKey('lojaverde', 'inactive');
    await installation.json('key', 'deactivate', inactive.appKey);
    const server = await installation.serve({ CHAVEIRO_TRUSTED_PROXIES: '127.0.0.1' });
    const requests = new TimedRequests(server.url);
    const ask = (appKey: string) => async () =>
      assert.equal(
        await requests.send('POST', '/api/v1/verify', anySource(), { appKey, appToken: generateToken() }),
        200,
      );
    const pairs = times({ short: 300, long: 50_000 });
    const unknown = ask('appkey-lojaverde-QQZZQQ');
    judge('unknown key, wrong token', await compareTimes(pairs, unknown, ask(owner.appKey)), 0.02);
    judge('inactive key, wrong token', await compareTimes(pairs, ask(inactive.appKey), ask(owner.appKey)), 0.02);
    requests.close();
    await server.process.stop();
  });

  for (const engine of engines) {
    test(`sign-in on ${engine}: an address that nobody has, and a wrong password`, async () => {
      const installation = await createInstallation(engine);
      const email = await createOwner(installation, 'lojaverde');
      const server = await installation.serve({ CHAVEIRO_TRUSTED_PROXIES: '127.0.0.1' });
      const requests = new TimedRequests(server.url);
      const pairs = times({ short: 20, long: 500 });
      const ask = (address: string) => async () => {
        const body = { email: address, password: 'not the password at all' };
        assert.equal(await requests.send('POST', '/api/v1/session', anySource(), body), 401);
      };
      const known = ask(email);
      const unknown = ask(`bia@lojaverde.example`);
      let asked = 0;
      // The limit on attempts, which is the same for both, would soon answer instead.
      const forget = async () => {
        if (asked++ % 4 === 0) await withDatabase(installation, (execute) => execute('DELETE FROM attempts'));
      };
      const found = await compareTimes(pairs, unknown, known, forget);
      judge(`sign-in on ${engine}, unknown address, wrong password`, found, 2);
      requests.close();
      await server.process.stop();
    });
  }
});

for (const engine of engines) {
  test(`E1 on ${engine}: what an account may not see is answered in the time of what does not exist`, async () => {
    const installation = await createInstallation(engine);
    const owner = await installation.createAccount('lojaverde');
    const stranger = await installation.createAccount('lojaazul');
    const server = await installation.serve();
    const post = async <T>(path: string, body: object) =>
      (await callApi<T>(server.url, stranger, 'POST', `/api/v1/accounts/lojaazul${path}`, body)).body;
    const key = await post<KeyPair>('/keys', { label: 'ERP' });
    // Roles are numbered in each account: the last of these has a number that no role of the other account has.
    let role = 0;
    for (const name of ['a', 'b', 'c'])
      role = (await post<{ id: number }>('/roles', { name, resources: ['OMSViewer'] })).id;
    const user = await post<{ id: string }>('/users', { email: 'bia@example.com', roles: [] });
    const requests = new TimedRequests(server.url);
    const headers = credentialHeaders(owner);
    const ask =
      (path: string, status = 404) =>
      async () =>
        assert.equal(await requests.send('GET', `/api/v1/accounts/${path}`, headers), status);
    const pairs = times({ short: 100, long: 5_000 });
    const limitMs = 0.1;
    for (const [what, hidden, unknown] of [
      ['an account', 'lojaazul/keys', 'lojaroxa/keys'],
      ['a key by its id', `lojaverde/keys/${key.id}`, `lojaverde/keys/${randomUUID()}`],
      ['a key by its key string', `lojaverde/keys/${key.appKey}`, `lojaverde/keys/appkey-lojaazul-QQZZQQ`],
      ['a role', `lojaverde/roles/${role}`, `lojaverde/roles/${role + 50}`],
      ['a user', `lojaverde/users/${user.id}`, `lojaverde/users/${'0123456789abcdef'.repeat(2)}`],
    ] as const) {
      judge(`${what} on ${engine}, hidden, unknown`, await compareTimes(pairs, ask(hidden), ask(unknown)), limitMs);
    }
    requests.close();
    await server.process.stop();
  });
}
