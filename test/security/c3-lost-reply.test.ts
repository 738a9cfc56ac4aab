import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { callApi, verify } from '../support/api.ts';
import type { Installation, KeyPair } from '../support/chaveiro.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { createInstallation, engines, withDatabase } from '../support/databases.ts';
import { times } from '../support/long.ts';

const keys = '/api/v1/accounts/lojaverde/keys';

/** Every live key has one token or two; answers how many keys and how many tokens there are. */
async function countTokens(installation: Installation): Promise<{ keys: number; tokens: number }> {
  return await withDatabase(installation, async (execute) => {
    const rows = await execute(
      'SELECT count(tokens.id) AS n FROM keys LEFT JOIN tokens ON tokens.key_id = keys.id WHERE deleted_at IS NULL GROUP BY keys.id',
    );
    const counts = rows.map(({ n }) => Number(n));
    assert.ok(counts.every((n) => n === 1 || n === 2));
    return { keys: counts.length, tokens: counts.reduce((sum, n) => sum + n, 0) };
  });
}

/** Lets time pass for kept answers: the database's clock itself cannot be moved. */
async function letPass(installation: Installation, minutes: number): Promise<void> {
  const ms = minutes * 60_000;
  await withDatabase(installation, (execute) =>
    execute(`UPDATE kept_answers SET sealed_until = sealed_until - ${ms}, kept_until = kept_until - ${ms}`),
  );
}

function newHeaders(): Record<string, string> {
  return { 'Idempotency-Key': randomBytes(16).toString('hex') };
}

for (const engine of engines) {
  describe(`C3 on ${engine}: a lost answer is safe to ask for again`, () => {
    test('requests whose answers were lost after the commit, repeated one by one and at once, have one effect and one answer', async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount('lojaverde');
      const { url, port, process } = await installation.serve();
      const proxy = await startCuttingProxy(port);
      const rounds = times({ short: 6, long: 1_250 });

      const askUntilHeard = async (path: string, body: object): Promise<KeyPair> => {
        const headers = newHeaders();
        const ask = (where: string) => callApi<KeyPair>(where, owner, 'POST', path, body, headers);
        await assert.rejects(ask(proxy.url));
        const lost = [ask(proxy.url), ask(proxy.url)].map((each) => assert.rejects(each));
        const [one, other] = await Promise.all([ask(url), ask(url), ...lost]);
        assert.equal(one.status, 201, JSON.stringify(one.body));
        assert.deepEqual([other.status, other.body], [one.status, one.body]);
        return one.body;
      };

      for (let round = 0; round < rounds; round++) {
        const made = await askUntilHeard(keys, { label: `key ${round}` });
        const renewed = await askUntilHeard(`${keys}/${made.id}/renewal`, {});
        for (const [{ appToken }, role] of [
          [made, 'old'],
          [renewed, 'new'],
        ] as const) {
          const verdict = await verify(url, { appKey: made.appKey, appToken });
          assert.equal(verdict.token, role);
        }
      }
      assert.equal(proxy.lost(), rounds * 6);
      // The owner's own key has one token, each other two.
      assert.deepEqual(await countTokens(installation), { keys: rounds + 1, tokens: 2 * rounds + 1 });
      await process.stop();
    });

    test('after five minutes the token is erased and the answer says so; after a day the same request is a new one', async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount('lojaverde');
      const { url, process } = await installation.serve();
      const headers = newHeaders();
      const ask = () => callApi<KeyPair & { replayed?: true }>(url, owner, 'POST', keys, { label: 'ERP' }, headers);
      const sealed = () =>
        withDatabase(installation, async (execute) => {
          const rows = await execute('SELECT id FROM kept_answers WHERE ciphertext IS NOT NULL');
          return rows.length;
        });
      const { body: first } = await ask();
      await letPass(installation, 4.9);
      assert.deepEqual((await ask()).body, first);
      assert.equal(await sealed(), 1);

      await letPass(installation, 0.1);
      const { status, body: late } = await ask();
      assert.deepEqual([status, late], [201, { id: first.id, appKey: first.appKey, replayed: true }]);
      await callApi(url, owner, 'POST', keys, { label: 'CRM' }, newHeaders());
      assert.equal(await sealed(), 1, 'only that of the newer answer');

      await letPass(installation, 24 * 60 - 5.1);
      assert.deepEqual((await ask()).body, late);
      await letPass(installation, 0.1);
      const { body: fresh } = await ask();
      assert.notEqual(fresh.id, first.id);
      assert.notEqual(fresh.appToken, undefined);
      assert.equal((await countTokens(installation)).keys, 4);
      await process.stop();
    });

    test('a server erases what is out of date when it starts, although nobody asks', async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount('lojaverde');
      const first = await installation.serve();
      await callApi(first.url, owner, 'POST', keys, { label: 'ERP' }, newHeaders());
      await first.process.stop();
      await letPass(installation, 5);
      const { process } = await installation.serve();
      await process.waitUntil('the token is erased', () =>
        withDatabase(installation, async (execute) => {
          const rows = await execute('SELECT ciphertext FROM kept_answers');
          return rows.length === 1 && rows[0]?.ciphertext === null;
        }),
      );
      await process.stop();
    });
  });
}
