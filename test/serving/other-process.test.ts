import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { msAfterCommit } from '../support/after-commit.ts';
import { verify } from '../support/api.ts';
import { createInstallation, engines } from '../support/databases.ts';

for (const engine of engines) {
  describe(`on ${engine}, a change by another process on the same database`, () => {
    test('is decided on by a running server within 250 ms: a key deactivated, activated, deleted', async () => {
      const installation = await createInstallation(engine);
      await installation.createAccount('lojaverde');
      const key = await installation.createKey('lojaverde', 'watched', ['OMS - Read only']);
      const { url } = await installation.serve();
      const question = { appKey: key.appKey, appToken: key.appToken, anyOf: ['OMSViewer'] };
      assert.equal((await verify(url, question)).code, 'allowed');

      for (const [command, expected] of [
        [['deactivate'], 'key_inactive'],
        [['activate'], 'allowed'],
        [['delete', '--yes'], 'invalid_credentials'],
      ] as const) {
        const argv = ['key', ...command, key.id, '--account', 'lojaverde'];
        const isDecided = async () => (await verify(url, question)).code === expected;
        const delayMs = await msAfterCommit(installation, argv, isDecided);
        assert.equal(delayMs < 250, true, `${command[0]}: ${Math.round(delayMs)} ms after the commit`);
      }
    });
  });
}
