import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callApi } from '../support/api.ts';
import { createInstallation, engines, withDatabase } from '../support/databases.ts';
import { createLinkedKey, type LinkedKey, reveal } from '../support/links.ts';
import { times } from '../support/long.ts';
import { until } from '../support/until.ts';

const linksPerCycle = 12;

for (const engine of engines) {
  describe(`B3 on ${engine}: a crash shows no token twice`, () => {
    test('each link is opened at most once across kills, and one that was opened without an answer is in the audit log', async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount('lojaverde');
      const answered = new Map<LinkedKey, number>();
      for (let cycle = 0; cycle < times({ short: 2, long: 500 }); cycle++) {
        const { url, process } = await installation.serve({ CHAVEIRO_SOCKET: '' });
        const links: LinkedKey[] = [];
        for (let n = 0; n < linksPerCycle; n++) links.push(await createLinkedKey(url, owner));
        const enough = 1 + Math.floor(Math.random() * linksPerCycle);
        let answers = 0;
        const attempts = links.map(async (link) => {
          const answer = await reveal(url, link).catch(() => undefined);
          answers++;
          if (answer?.status === 200) answered.set(link, (answered.get(link) ?? 0) + 1);
        });
        await until('some answers', () => answers >= enough);
        await process.stop('SIGKILL');
        await Promise.all(attempts);

        const again = await installation.serve({ CHAVEIRO_SOCKET: '' });
        for (const link of links) {
          const { status } = await reveal(again.url, link);
          if (status === 200) answered.set(link, (answered.get(link) ?? 0) + 1);
          else assert.equal(status, 410);
          assert.equal((answered.get(link) ?? 0) <= 1, true, 'a token was shown twice');
        }
        // Whoever was to get a token that was lost on its way gets another.
        const lost = links.find((link) => !answered.has(link)) ?? links[0];
        const renewal = `/api/v1/accounts/lojaverde/keys/${lost?.id}/renewal`;
        assert.equal((await callApi(again.url, owner, 'POST', renewal, { delivery: 'link' })).status, 201);
        await again.process.stop('SIGKILL');
        const opened = await withDatabase(installation, (execute) =>
          execute(`SELECT content FROM audit_contents WHERE content LIKE '%"link.opened"%'`),
        );
        const recorded = opened.map(
          ({ content }) => (JSON.parse(String(content)) as { after: { link: string } }).after.link,
        );
        assert.deepEqual(
          links.map(({ linkId }) => recorded.filter((each) => each === linkId).length),
          links.map(() => 1),
          'each was opened once, whether the answer arrived or not',
        );
      }
      assert.equal((await installation.run(['audit', 'verify'])).status, 0);
    });
  });
}
