import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callApi, verify } from '../support/api.ts';
import type { KeyPair } from '../support/chaveiro.ts';
import { createInstallation, engines } from '../support/databases.ts';

const keys = '/api/v1/accounts/lojaverde/keys';

for (const engine of engines) {
  describe(`on ${engine}, a server sees its own changes before it answers them`, () => {
    test('the very next decision knows a new key, its status and its end', async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount('lojaverde');
      const { url } = await installation.serve();
      for (let n = 0; n < 20; n++) {
        const created = await callApi<KeyPair>(url, owner, 'POST', keys, { label: `key ${n}`, roles: [1] });
        const { id, appKey, appToken } = created.body;
        const decide = async () => {
          const { code, revision } = await verify(url, { appKey, appToken, anyOf: ['OMSViewer'] });
          return [code, revision];
        };
        assert.deepEqual(await decide(), ['allowed', created.headers.get('x-chaveiro-revision')]);
        const changed = await callApi(url, owner, 'PATCH', `${keys}/${id}`, { isActive: false });
        assert.deepEqual(await decide(), ['key_inactive', changed.headers.get('x-chaveiro-revision')]);
        const deleted = await callApi(url, owner, 'DELETE', `${keys}/${id}`);
        assert.deepEqual(await decide(), ['invalid_credentials', deleted.headers.get('x-chaveiro-revision')]);
      }
    });
  });
}
