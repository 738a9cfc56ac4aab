import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { verify } from '../support/api.ts';
import { createInstallation, engines, withDatabase } from '../support/databases.ts';
import { createLinkedKey, decrypt, reveal } from '../support/links.ts';
import { times } from '../support/long.ts';

const clients = 50;

for (const engine of engines) {
  describe(`B2 on ${engine}: a link shows its token once`, () => {
    test(`of ${clients} who open it at once at three servers, one gets it and the others hear that it is gone`, async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount('lojaverde');
      const servers = await Promise.all([1, 2, 3].map(() => installation.serve({ CHAVEIRO_SOCKET: '' })));
      const urls = servers.map(({ url }) => url);
      const rounds = times({ short: 4, long: 1_000 });
      for (let round = 0; round < rounds; round++) {
        const url = urls[round % urls.length] as string;
        const link = await createLinkedKey(url, owner);
        const answers = await Promise.all(
          Array.from({ length: clients }, (_, n) => reveal(urls[n % urls.length] as string, link)),
        );
        const won = answers.filter(({ status }) => status === 200);
        const statuses = Object.groupBy(answers, ({ status }) => String(status));
        assert.deepEqual([won.length, statuses['410']?.length], [1, clients - 1], Object.keys(statuses).join());
        const appToken = decrypt(link, won[0]?.body ?? { ciphertext: '', nonce: '' });
        assert.equal((await verify(url, { appKey: link.appKey, appToken })).code, 'no_grant');
      }
      await withDatabase(installation, async (execute) => {
        const [opened] = await execute(`SELECT count(*) AS n FROM audit_contents WHERE content LIKE '%"link.opened"%'`);
        assert.equal(Number(opened?.n), rounds);
      });
      for (const { process } of servers) await process.stop();
    });
  });
}
