import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { verify } from '../support/api.ts';
import { createInstallation, type Execute, engines, withDatabase } from '../support/databases.ts';
import { until } from '../support/until.ts';

async function readRevision(execute: Execute): Promise<number> {
  const [row] = await execute('SELECT revision FROM installation');
  return Number(row?.revision);
}

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
        // The database itself tells when the change is committed: the command takes longer to end.
        const delayMs = await withDatabase(installation, async (execute) => {
          const before = await readRevision(execute);
          const done = installation.json('key', ...command, key.id, '--account', 'lojaverde');
          await until('the commit', async () => (await readRevision(execute)) > before);
          const committedAt = performance.now();
          await until('the decision', async () => (await verify(url, question)).code === expected);
          const decidedAt = performance.now();
          await done;
          return decidedAt - committedAt;
        });
        assert.equal(delayMs < 250, true, `${command[0]}: ${Math.round(delayMs)} ms after the commit`);
      }
    });
  });
}
