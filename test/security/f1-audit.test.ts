import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callApi } from '../support/api.ts';
import type { KeyPair } from '../support/chaveiro.ts';
import { createInstallation, engines, withDatabase } from '../support/databases.ts';
import { times } from '../support/long.ts';
import { until } from '../support/until.ts';

const keysPath = '/api/v1/accounts/lojaverde/keys';

/** Creates and changes keys one after another until the server is gone; remembers what it said was done. */
async function changeUntilKilled(url: string, owner: KeyPair, acknowledged: Set<string>): Promise<void> {
  for (let n = 0; ; n++) {
    try {
      const { status, body } = await callApi<KeyPair>(url, owner, 'POST', keysPath, { label: `key ${n}`, roles: [] });
      if (status !== 201) continue;
      acknowledged.add(`key.created ${body.id}`);
      const change = await callApi(url, owner, 'PATCH', `${keysPath}/${body.id}`, { isActive: false });
      if (change.status === 200) acknowledged.add(`key.deactivated ${body.id}`);
    } catch {
      return;
    }
  }
}

for (const engine of engines) {
  describe(`F1 on ${engine}: no change without its record`, () => {
    test('after kills in the middle of changes, changes and audit events are the same, and none is lost', async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount('lojaverde');
      const acknowledged = new Set<string>();
      for (let cycle = 0; cycle < times({ short: 3, long: 500 }); cycle++) {
        const { url, process } = await installation.serve({ CHAVEIRO_SOCKET: '' });
        const writers = [1, 2, 3, 4].map(() => changeUntilKilled(url, owner, acknowledged));
        // While changes are under way, after another number of them each time.
        const enough = acknowledged.size + 5 + Math.floor(Math.random() * 20);
        await until('some changes', () => acknowledged.size >= enough, 60_000);
        await process.stop('SIGKILL');
        await Promise.all(writers);
      }

      await withDatabase(installation, async (execute) => {
        const events = await execute('SELECT revision, content FROM audit_contents ORDER BY revision');
        const recorded = new Set(events.map(({ content }) => describeEvent(String(content))));
        assert.deepEqual(
          [...acknowledged].filter((change) => !recorded.has(change)),
          [],
        );

        // Every revision has its event, and what the events say is what the tables hold.
        const [installationRow] = await execute('SELECT revision FROM installation');
        const revisions = events.map(({ revision }) => Number(revision));
        assert.deepEqual(
          revisions,
          Array.from({ length: Number(installationRow?.revision) }, (_, i) => i + 1),
        );
        const created = events.filter(({ content }) => String(content).includes('"key.created"')).length;
        const deactivated = events.filter(({ content }) => String(content).includes('"key.deactivated"')).length;
        // The owner's key came with the account, in one change.
        const [stored] = await execute('SELECT count(*) AS keys, sum(1 - is_active) AS inactive FROM keys');
        assert.deepEqual([Number(stored?.keys), Number(stored?.inactive)], [created + 1, deactivated]);
      });
      const verified = await installation.run(['audit', 'verify']);
      assert.equal(verified.status, 0, verified.stdout);
    });
  });
}

function describeEvent(content: string): string {
  const { action, subject } = JSON.parse(content) as { action: string; subject: string };
  return `${action} ${subject.replace('key:', '')}`;
}
