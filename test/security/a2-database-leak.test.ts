import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { callApi, credentialHeaders, verify } from '../support/api.ts';
import type { Installation, KeyPair } from '../support/chaveiro.ts';
import { createInstallation, engines } from '../support/databases.ts';
import { SecretSearch } from '../support/secret-search.ts';
import { stealDatabase } from '../support/stolen-database.ts';

/** Takes tokens through everything that can happen to them, and answers every one that there ever was. */
async function useTokens(installation: Installation): Promise<string[]> {
  const owner = await installation.createAccount('lojaverde');
  const fromCli = await installation.createKey('lojaverde', 'from the command line', ['OMS - Read only']);
  const { url, process } = await installation.serve();
  const keys = '/api/v1/accounts/lojaverde/keys';
  const tokens = [owner.appToken, fromCli.appToken];
  for (let n = 0; n < 20; n++) {
    const repeatable = { 'Idempotency-Key': randomBytes(16).toString('hex') };
    const body = { label: `key ${n}`, roles: [1] };
    const { body: key } = await callApi<KeyPair>(url, owner, 'POST', keys, body, repeatable);
    const again = await callApi<KeyPair>(url, owner, 'POST', keys, body, repeatable);
    assert.equal(again.body.appToken, key.appToken);
    const renewed = await callApi<KeyPair>(url, owner, 'POST', `${keys}/${key.id}/renewal`);
    // The keys by which requests are repeated open what is kept of their answers.
    tokens.push(key.appToken, renewed.body.appToken, repeatable['Idempotency-Key']);
    assert.equal(
      (await verify(url, { appKey: key.appKey, appToken: key.appToken, anyOf: ['OMSViewer'] })).allowed,
      true,
    );
    // Wrong pairs, and tokens in places where they do not belong.
    await verify(url, { appKey: owner.appKey, appToken: key.appToken });
    await verify(url, { appKey: key.appToken, appToken: key.appToken });
    await callApi(url, key, 'GET', keys);
    const basic = { Authorization: `Basic ${btoa(`${key.appKey}:${key.appToken}`)}` };
    await fetch(`${url}/forward-auth/nginx/lojaverde/any/OMSViewer`, { headers: basic });
    await fetch(`${url}/api/v1/nothing?appToken=${key.appToken}`, { headers: credentialHeaders(key) });
    if (n % 3 === 0) await callApi(url, owner, 'PATCH', `${keys}/${key.id}`, { isActive: false });
    if (n % 3 === 1) await callApi(url, owner, 'PATCH', `${keys}/${key.id}`, { label: 'renamed' });
    if (n % 5 === 0) await callApi(url, owner, 'DELETE', `${keys}/${key.id}`);
  }
  const pair = { appkey: owner.appKey, apptoken: owner.appToken };
  const { body: login } = await callApi<{ token: string }>(url, null, 'POST', '/api/vtexid/apptoken/login', pair);
  assert.equal((await verify(url, { userToken: login.token })).allowed, true);
  tokens.push(login.token);
  await process.stop();
  return tokens;
}

for (const engine of engines) {
  describe(`A2 on ${engine}: a stolen database opens nothing`, () => {
    test('it has no token, no part of one, in no encoding; and without its pepper nothing starts', async () => {
      const installation = await createInstallation(engine);
      const tokens = await useTokens(installation);
      assert.equal(tokens.length, 63);
      const search = new SecretSearch(tokens);
      const stolen = await stealDatabase(installation);
      assert.equal(Buffer.concat(stolen).includes('from the command line'), true);
      for (const bytes of stolen) assert.deepEqual(search.find(bytes), []);
      // What signs user tokens is there, and sealed: neither in PEM nor as the bytes that a P-256 key in PKCS #8 begins with.
      const pkcs8 = Buffer.from('308187020100301306072a8648ce3d0201', 'hex');
      for (const bytes of stolen) assert.equal(bytes.includes('PRIVATE KEY') || bytes.includes(pkcs8), false);

      const pepperFile = join(installation.folder, 'pepper');
      const pepper = readFileSync(pepperFile, 'utf8');
      // Whoever has the pepper has been looking at the right file: it is not in the database.
      const secret = pepper.trim().split(':')[1] as string;
      for (const bytes of stolen) {
        assert.equal(bytes.includes(secret) || bytes.includes(Buffer.from(secret, 'hex')), false);
      }

      const another = pepper.replace(secret, randomBytes(secret.length / 2).toString('hex'));
      writeFileSync(pepperFile, another);
      await assertRefusesToStart(installation);
      assert.equal(readFileSync(pepperFile, 'utf8'), another);

      renameSync(pepperFile, `${pepperFile}.away`);
      await assertRefusesToStart(installation);
      assert.equal(existsSync(pepperFile), false, 'a second pepper was made');

      rmSync(pepperFile, { force: true });
      renameSync(`${pepperFile}.away`, pepperFile);
      writeFileSync(pepperFile, pepper);
      assert.equal((await installation.run(['account', 'list'])).status, 0);
    });
  });
}

/** Neither the server nor a command works without the database's pepper, and both say why. */
async function assertRefusesToStart(installation: Installation): Promise<void> {
  for (const command of [['serve'], ['key', 'list', '--account', 'lojaverde']]) {
    const { status, stdout } = await installation.run([...command, '--json'], { settings: { CHAVEIRO_PORT: '0' } });
    assert.equal(status, 1);
    assert.equal((JSON.parse(stdout) as { error: { code: string } }).error.code, 'pepper_missing');
  }
}
