import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { msAfterCommit } from '../support/after-commit.ts';
import { callApi, verify } from '../support/api.ts';
import type { Installation } from '../support/chaveiro.ts';
import { createInstallation, engines } from '../support/databases.ts';
import { callWithCookies, createOwner, signIn } from '../support/people.ts';
import { until } from '../support/until.ts';

type PublishedKey = webcrypto.JsonWebKey & { readonly kid: string };

interface Login {
  readonly authStatus: string;
  readonly token: string;
  readonly expires: number;
}

/** Two processes on one database. */
async function serveTwice(installation: Installation): Promise<[string, string]> {
  const socket = join(installation.folder, 'second.sock');
  return [(await installation.serve()).url, (await installation.serve({ CHAVEIRO_SOCKET: socket })).url];
}

/** Verifies a token by WebCrypto against the keys that a server publishes: with nothing of Chaveiro's, and not with what signed it. */
async function verifyAgainstPublishedKeys(url: string, token: string): Promise<{ sub: string; exp: number }> {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const { kid, alg } = JSON.parse(Buffer.from(header, 'base64url').toString());
  assert.equal(alg, 'ES256');
  const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: PublishedKey[] };
  const jwk = keys.find((each) => each.kid === kid);
  assert.ok(jwk !== undefined, `${kid} is not published`);
  const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const key = await webcrypto.subtle.importKey('jwk', jwk, ecdsa, false, ['verify']);
  const bytes = Buffer.from(signature, 'base64url');
  assert.equal(await webcrypto.subtle.verify(ecdsa, key, bytes, Buffer.from(`${header}.${payload}`)), true);
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

for (const engine of engines) {
  describe(`user tokens on ${engine}`, () => {
    test('one from apptoken/login verifies by an independent library, works on every server, and is refused within 1 s of what ends it, whoever did it', async () => {
      const installation = await createInstallation(engine);
      await installation.createAccount('lojaverde');
      const key = await installation.createKey('lojaverde', 'integration', ['OMS - Read only']);
      const servers = await serveTwice(installation);
      const [first, second] = servers;
      const logIn = async (appToken = key.appToken) => {
        const body = { appkey: key.appKey, apptoken: appToken };
        const answer = await callApi<Login>(first, null, 'POST', '/api/vtexid/apptoken/login', body);
        assert.deepEqual([answer.status, answer.body.authStatus], [200, 'Success']);
        return answer.body;
      };
      const { token, expires } = await logIn();
      for (const url of servers) {
        await until('the signing key', async () => {
          const { body } = await callApi<{ keys: unknown[] }>(url, null, 'GET', '/.well-known/jwks.json');
          return body.keys.length > 0;
        });
        const claims = await verifyAgainstPublishedKeys(url, token);
        assert.deepEqual([claims.sub, claims.exp], [key.appKey, expires]);
      }

      const codeAt = async (url: string, userToken: string) =>
        (await verify(url, { userToken, account: 'lojaverde', anyOf: ['OMSViewer'] })).code;
      /** What every server says within a second of the commit of a command by yet another process. */
      const saysEverywhere = async (userToken: string, code: string, ...argv: string[]) => {
        const isSaid = async () => {
          const codes = await Promise.all(servers.map((url) => codeAt(url, userToken)));
          return codes.every((each) => each === code);
        };
        const delayMs = await msAfterCommit(installation, argv, isSaid);
        assert.equal(delayMs < 1_000, true, `${argv.join(' ')}: ${Math.round(delayMs)} ms after the commit`);
      };
      for (const url of servers) assert.equal(await codeAt(url, token), 'allowed');
      const account = ['--account', 'lojaverde'];
      await saysEverywhere(token, 'key_inactive', 'key', 'deactivate', key.id, ...account);
      await saysEverywhere(token, 'allowed', 'key', 'activate', key.id, ...account);
      const renewed = await installation.json<{ appToken: string }>('key', 'renew', key.id, ...account);
      await saysEverywhere(token, 'invalid_credentials', 'key', 'finish-renewal', key.id, ...account);
      const next = (await logIn(renewed.appToken)).token;
      assert.equal(await codeAt(second, next), 'allowed');
      await saysEverywhere(next, 'invalid_credentials', 'signing-key', 'rotate', '--compromised');
    });

    test("a person's token works on every server, and is refused there within 1 s of signing out", async () => {
      const installation = await createInstallation(engine);
      const email = await createOwner(installation, 'lojaverde');
      const servers = await serveTwice(installation);
      const [first, second] = servers;
      const cookies = await signIn(first, email);
      const made = await callWithCookies(second, cookies, 'POST', '/api/v1/session/user-token');
      assert.equal(made.status, 200);
      const userToken = made.body.userToken as string;
      const codes = () =>
        Promise.all(servers.map(async (url) => (await verify(url, { userToken, anyOf: ['OMSViewer'] })).code));
      await until('both servers know the session', async () => (await codes()).every((code) => code === 'allowed'));
      assert.equal((await callWithCookies(first, cookies, 'DELETE', '/api/v1/session')).status, 204);
      const endedAt = performance.now();
      await until('both refuse', async () => (await codes()).every((code) => code === 'invalid_credentials'));
      const passed = performance.now() - endedAt;
      assert.equal(passed < 1_000, true, `${Math.round(passed)} ms`);
    });
  });
}
